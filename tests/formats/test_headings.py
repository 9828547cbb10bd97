"""When a file looks as if it held two CVs."""

from seedbed.formats.headings import looks_like_two_cvs

BODY = (
    "2015-2019 某公司 工程师，负责产线调试、设备维护和新人培训，参与多个项目的交付与验收工作，编写操作规程。\n"
    * 3
)


def test_heads_with_their_translation_are_one():
    text = f"教育背景\nEducation\n{BODY}工作经历 Work Experience\n{BODY}"
    assert not looks_like_two_cvs(text)


def test_one_section_over_two_pages_is_one_cv():
    assert not looks_like_two_cvs(f"教育背景\n{BODY}工作经历\n{BODY}工作经历\n{BODY}")


def test_two_languages_are_two():
    assert looks_like_two_cvs(f"教育背景\n{BODY}工作经历\n{BODY}EDUCATION\n{BODY}Work experience:\n{BODY}")


def test_words_in_running_text_are_no_heads():
    text = f"My education and experience made me. Education matters; skills too.\n{BODY}" * 4
    assert not looks_like_two_cvs(text)
