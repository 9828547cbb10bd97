"""Free text in Chinese and English to skills and occupations: dictionary first, with spans."""

from seedbed.tagging.adverts import advert_skills
from seedbed.tagging.dictionary import TextLang
from seedbed.tagging.profiles import profile_skills
from seedbed.tagging.tagger import Tagger
from seedbed.tagging.titles import rank

__all__ = ["Tagger", "TextLang", "advert_skills", "profile_skills", "rank"]
