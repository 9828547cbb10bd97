"""Files and codes that the world outside uses: CVs, JSON Resume, JobPosting, credit codes.

Everything here takes bytes of unknown origin, bounds what it spends on them
(:class:`~seedbed.formats.limits.Limits`) and refuses with a reason what is hostile or not what it
says.
"""

from seedbed.formats.cv import read_cv
from seedbed.formats.document import Document, DocumentKind
from seedbed.formats.job_posting import Postings, read_job_postings
from seedbed.formats.json_resume import Resume, read_json_resume, write_json_resume
from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.formats.personal_data import Stripped, without_personal_data
from seedbed.formats.profile import Profile, labelled_fields
from seedbed.formats.uscc import check_uscc, is_valid_uscc

__all__ = [
    "DEFAULT_LIMITS",
    "Document",
    "DocumentKind",
    "Limits",
    "Postings",
    "Profile",
    "Resume",
    "Stripped",
    "check_uscc",
    "is_valid_uscc",
    "labelled_fields",
    "read_cv",
    "read_job_postings",
    "read_json_resume",
    "without_personal_data",
    "write_json_resume",
]
