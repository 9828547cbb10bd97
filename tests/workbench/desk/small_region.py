"""A region of 60 people, two schools, 12 opportunities in two subprojects."""

from __future__ import annotations

SETTINGS = """
id = "town"
place = "500000"
[names]
en = "Town"
zh = "小城"
[[floors]]
name = "women"
name_zh = "女性"
sex = "female"
share = 0.25
scope = "run"
[[floors]]
name = "women"
name_zh = "女性"
sex = "female"
share = 0.25
scope = "subproject"
[[floors]]
name = "returning_migrants"
name_zh = "返乡人员"
group = "returning_migrant"
share = 0.05
scope = "subproject:sub-1"
"""
SKILLS = (
    "3d-modelling",
    "3d-animation",
    "academic-writing",
    "agri-iot",
    "agricultural-finance",
    "agricultural-branding",
)
PLACES = "place,name,name_zh,level,parent\n500000,Town,小城,city,\n500101,East,东区,district,500000\n500102,West,西区,district,500000\n"
ORGANISATIONS = """organisation,name,name_zh,actor_type
school-1,School One,一校,education
school-2,School Two,二校,education
firm-1,Firm One,一厂,enterprise
firm-2,Firm Two,二厂,enterprise
"""
SUBPROJECTS = "subproject,name,name_zh\nsub-1,Park One,一园\nsub-2,Park Two,二园\n"


def people() -> str:
    rows = [
        "person,sex,groups,place,institution,title,wanted_kinds,willing_places,consent_purpose,consent_until"
    ]
    for at in range(60):
        sex = "female" if at % 3 == 0 else "male"
        group = "returning_migrant" if at % 5 == 0 else ""
        school = "school-1" if at % 2 else "school-2"
        rows.append(
            f"person-{at:03d},{sex},{group},50010{1 + at % 2},{school},技工 worker {at},,500000,matching,2099-01-01"
        )
    rows.append("person-900,female,,500101,school-1,stays away,,500000,statistics,2099-01-01")
    return "\n".join(rows) + "\n"


def seeker_skills() -> str:
    rows = ["seeker,skill,level"]
    for at in range(60):
        if at == 59:
            continue  # nothing fits
        rows += [
            f"person-{at:03d},{SKILLS[(at + more) % 6]},{(0.25, 0.5, 0.75, 1.0)[(at + more) % 4]}"
            for more in range(3)
        ]
    return "\n".join(rows) + "\n"


def opportunities() -> str:
    rows = ["opportunity,organisation,kind,title,place,capacity,subproject"]
    for at in range(12):
        kind = "job" if at % 3 else "training"
        rows.append(
            f"offer-{at:02d},firm-{1 + at % 2},{kind},岗位 post {at},50010{1 + at % 2},3,{('sub-1', 'sub-2', '')[at % 3]}"
        )
    return "\n".join(rows) + "\n"


def opportunity_skills() -> str:
    rows = ["opportunity,skill,relation,asked"]
    for at in range(12):
        rows += [
            f"offer-{at:02d},{SKILLS[(at + more) % 6]},essential,{(0.5, 0.75)[more]}" for more in range(2)
        ]
    return "\n".join(rows) + "\n"


def write_region(made):
    for name, text in {
        "region.toml": SETTINGS,
        "places.csv": PLACES,
        "organisations.csv": ORGANISATIONS,
        "subprojects.csv": SUBPROJECTS,
        "people.csv": people(),
        "seeker_skills.csv": seeker_skills(),
        "opportunities.csv": opportunities(),
        "opportunity_skills.csv": opportunity_skills(),
    }.items():
        (made / name).write_text(text, "utf-8")
