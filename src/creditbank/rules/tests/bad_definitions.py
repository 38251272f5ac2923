"""Changes to the sample that leave it well formed and yet wrong.

Each: file, what stands there, what is written instead, the path of the finding and its code.
"""

SKILL = "recognition/bank/skill.toml"
HOURS = "recognition/bank/training-hours.toml"
CONTEST = "recognition/river-college/contest.toml"
PATENT = "recognition/river-college/patent.toml"
PROJECT = "recognition/river-college/project.toml"
RANKED = "recognition/river-college/ranked.toml"
RULE = "articulation/river-college/welding-contest.toml"
BLOCK = "articulation/river-college/training-block.toml"
WORTH = "articulation/river-college/bank-worth.toml"
POLICY = "policies/river-college/adult.toml"
PROGRAMME = "programmes/river-college/460301/2025.toml"
POST = "posts/welder.toml"
KIND = "kinds/training.toml"
PRIZE = "kinds/skill_contest_prize.toml"

TESTS = {
    # file, what stands there, what is written instead, path, code
    "a test without an operator": (BLOCK, ", at_least = 32, code", ", code", "version[0].when[0]", "OPERATORS"),
    "a test with two operators": (
        BLOCK, "at_least = 32", "at_least = 32, below = 99", "version[0].when[0]", "OPERATORS",
    ),
    "a test on a field that cannot be read there": (
        BLOCK, '"inputs.hours"', '"award.hours"', "version[0].when[0].field", "UNKNOWN_FIELD",
    ),
    "a test on a detail of another kind": (
        BLOCK, '"award.hours"', '"award.tier"', "version[0].slot[0].when[1].field", "UNKNOWN_FIELD",
    ),
    "a comparison with a field that nobody knows": (
        POLICY, 'at_least_field = "line.applied_on"', 'at_least_field = "line.day"',
        "version[0].admit[1].at_least_field", "UNKNOWN_FIELD",
    ),
    "a value that is not on the scale": (
        RULE, 'not_below = "3"', 'not_below = "9"', "version[0].slot[0].when[1].not_below", "UNKNOWN_SCALE_VALUE",
    ),
    "an unknown scale": (
        RULE, 'on = "occupational_skill"', 'on = "skill"', "version[0].slot[0].when[1].on", "UNKNOWN_SCALE",
    ),
    "a scale that is not the field's": (
        RULE, 'not_below = "3", on = "occupational_skill"', 'not_below = "bachelor", on = "education"',
        "version[0].slot[0].when[1].on", "SCALE_DIFFERS",
    ),
    "a scale where nothing is ordered": (
        BLOCK, "at_least = 32", 'at_least = 32, on = "education"', "version[0].when[0].on", "SCALE_UNUSED",
    ),
    "a value that the kind does not offer": (
        CONTEST, 'is = "association" }]', 'is = "club" }]', "version[0].shift[0].when[0].is", "UNKNOWN_VALUE",
    ),
    "a kind that does not exist": (
        WORTH, 'one_of = ["occupational_skill_certificate"]', 'one_of = ["occupational_skill_certificate", "poem"]',
        "version[0].slot[0].when[0].one_of", "UNKNOWN_VALUE",
    ),
    "a tag that does not exist": (
        POLICY, '"thesis"', '"dancing"', "version[0].exclude[0].one_of", "UNKNOWN_VALUE",
    ),
    "a reserved kind of lead is study": (POLICY, '"study"', '"studies"', "version[0].floor[0].of[0].one_of", "UNKNOWN_VALUE"),
    "a word compared as a number": (
        POLICY, "at_least = 80", 'at_least = "much"', "version[0].admit[0].at_least", "NOT_COMPARABLE",
    ),
    "a broken test inside not": (
        POLICY, 'is = "online"', 'is = "online", below = 3', "version[0].cap[0].of[0].not", "OPERATORS",
    ),
    "an empty group of tests": (
        BLOCK, 'field = "inputs.hours", at_least = 32', "any = []", "version[0].when[0]", "NO_TESTS",
    ),
    "a broken test inside any": (
        BLOCK, '{ field = "inputs.hours", at_least = 32, code = "HOURS" }', '{ any = [{ field = "inputs.hours" }] }',
        "version[0].when[0].any[0]", "OPERATORS",
    ),
    "a test of a kind that reads the programme": (
        PRIZE, '"award.edition"', '"programme.field"', "version[0].certify[0].field", "UNKNOWN_FIELD",
    ),
}  # fmt: skip

KINDS = {
    "a ledger unit of another scale": ("units.toml", 'en = "Use" }\nscale = 0', 'en = "Use" }\nscale = 1', "unit.use", "UNIT_REQUIRED"),
    "no unit for credits": ("units.toml", "[unit.credit]", "[unit.crown]", "unit.credit", "UNIT_REQUIRED"),
    "a scale with a value twice": ("levels.toml", 'id = "bachelor"', 'id = "associate"', "scale.education.value", "SCALE_VALUES"),
    "a source that says nothing": (KIND, "{ demonstration = true }", '{ clause = "3" }', "source", "SOURCE_INCOMPLETE"),
    "a source without a year": (CONTEST, ", year = 2015", "", "source", "SOURCE_INCOMPLETE"),
    "a source to be confirmed, without a year": (CONTEST, "year = 2015", "to_confirm = true", "source", "SOURCE_INCOMPLETE"),
    "a day that stands twice": ("calendar.toml", "date = 2025-10-11", "date = 2025-10-01", "day[1]", "DAY_TWICE"),
    "settings without a source": ("settings.toml", "{ demonstration = true }", "{}", "source", "SOURCE_INCOMPLETE"),
    "a detail with a reserved name": (KIND, "score = {", "issuer = {", "details.issuer", "RESERVED_NAME"),
    "a detail of two forms": (KIND, 'type = "amount"', 'type = "amount", scale = "education"', "details.score", "DETAIL_FORM"),
    "a detail of no form": (KIND, 'type = "amount", ', "", "details.score", "DETAIL_FORM"),
    "hours that are a text": (KIND, 'type = "integer", at_least = 1', 'type = "text"', "details.hours.type", "DETAIL_FORM"),
    "a detail on an unknown scale": (KIND, 'type = "amount"', 'scale = "marks"', "details.score.scale", "UNKNOWN_SCALE"),
    "an occupation that is no text": (
        "kinds/project.toml", 'type = "boolean"', 'type = "boolean", occupation = true', "details.concluded.occupation", "DETAIL_FORM",
    ),
    "a post that is no text": (
        "kinds/project.toml", 'type = "boolean"', 'type = "boolean", post = true', "details.concluded.post", "DETAIL_FORM",
    ),
    "an identity field that does not exist": (KIND, 'identity = ["certificate_number"]', 'identity = ["number"]', "identity[0]", "UNKNOWN_FIELD"),
    "an identity field that may be left out": (KIND, 'identity = ["certificate_number"]', 'identity = ["score"]', "identity[0]", "FIELD_NOT_REQUIRED"),
    "no identity": (KIND, 'identity = ["certificate_number"]', "identity = []", "identity", "EMPTY"),
    "a group of a field that does not exist": (PRIZE, '["contest", "edition"]', '["contest", "season"]', "groups.activity[1]", "UNKNOWN_FIELD"),
    "shared by a field that does not exist": (PRIZE, 'shared_by = "team_place"', 'shared_by = "place"', "shared_by", "UNKNOWN_FIELD"),
    "a shelf life of nothing": (
        "kinds/occupational_skill_certificate.toml", "shelf_life_months = 84", "shelf_life_months = 0", "shelf_life_months", "TOO_SMALL",
    ),
    "nobody may certify": (KIND, 'certifiers = ["college"]', "certifiers = []", "certifiers", "EMPTY"),
    "a bank standard that does not exist": (KIND, '"bank/training-hours"', '"bank/hours"', "standard", "UNKNOWN_STANDARD"),
    "a bank standard that the kind does not name": (KIND, 'standard = "bank/training-hours"\n', "", "standard", "ONE_BANK_STANDARD"),
    "an example of a kind that fails": (KIND, '"grant:2.50"', '"grant:2.51"', "version[0].example[0].expect", "EXAMPLE_FAILS"),
    "an unknown unit": (PROGRAMME, 'level = "associate"', 'level = "associate"\nunit = "hour"', "unit", "UNKNOWN_UNIT"),
    "an unknown level": (PROGRAMME, 'level = "associate"', 'level = "master"', "level", "UNKNOWN_SCALE_VALUE"),
    "an unknown scale of levels": (PROGRAMME, 'level = "associate"', 'level = "associate"\nlevel_scale = "x"', "level_scale", "UNKNOWN_SCALE"),
    "an unknown policy": (PROGRAMME, '["river-college/adult"]', '["river-college/young"]', "policies[0]", "UNKNOWN_POLICY"),
    "an unknown occupation": (PROGRAMME, '["6-31-01-03"]', '["6-31-01-99"]', "occupations", "UNKNOWN_OCCUPATION"),
    "credits too fine for the unit": (PROGRAMME, 'credits = "1.50"', 'credits = "1.505"', "course.FAB-1.credits", "AMOUNT_TOO_FINE"),
    "credits that are no amount": (PROGRAMME, 'credits = "1.50"', 'credits = "some"', "course.FAB-1.credits", "AMOUNT_MALFORMED"),
    "credits below zero": (PROGRAMME, 'credits = "1.50"', 'credits = "-1.50"', "course.FAB-1.credits", "AMOUNT_NEGATIVE"),
    "a bad minimum": (PROGRAMME, 'min_credits = "4.00"', 'min_credits = "4,00"', "tree.child[1].min_credits", "AMOUNT_MALFORMED"),
    "an unknown tag": (PROGRAMME, '["practice"]', '["dancing"]', "course.WELD-2.tags[0]", "UNKNOWN_TAG"),
    "a course that is nowhere": (PROGRAMME, ', courses = ["FAB-1"]', "", "course.FAB-1", "COURSE_NOT_PLACED"),
    "a course of the tree that does not exist": (PROGRAMME, 'courses = ["FAB-1"]', 'courses = ["FAB-1", "FAB-2"]', "tree.child[1]", "UNKNOWN_COURSE"),
    "two nodes of one id": (PROGRAMME, 'id = "electives"', 'id = "core"', "tree.child[1].id", "NODE_TWICE"),
    "a post of an unknown occupation": (POST, "6-18-02-04", "6-18-02-99", "occupation", "UNKNOWN_OCCUPATION"),
    "a post of no level": (POST, 'level = "3"', 'level = "33"', "level", "UNKNOWN_SCALE_VALUE"),
    "a post for an unknown programme": (POST, '["river-college/460301"]', '["river-college/1"]', "programmes[0]", "UNKNOWN_PROGRAMME"),
}  # fmt: skip

STANDARDS = {
    "a standard of an unknown kind": (PATENT, 'kind = "patent"', 'kind = "poem"', "kind", "UNKNOWN_KIND"),
    "the bank cannot know the day of an application": (
        HOURS, "from = 2010-01-01", 'from = 2010-01-01\ndate_basis = "applied_on"', "version[0].date_basis", "BANK_DATE_BASIS",
    ),
    "the bank reads no programme": (
        HOURS, "from = 2010-01-01", 'from = 2010-01-01\nwhen = [{ field = "programme.field", is = "x" }]',
        "version[0].when[0].field", "UNKNOWN_FIELD",
    ),
    "rows and hours together": (HOURS, "from = 2010-01-01", 'from = 2010-01-01\nrows = [["1.00"]]', "version[0].rows", "ROWS_OR_HOURS"),
    "a row too short": (PATENT, '["utility", "granted", "2.00"]', '["utility", "2.00"]', "version[0].rows[2]", "ROW_LENGTH"),
    "a row with a bad amount": (PATENT, '"granted", "6.00"', '"granted", "6.005"', "version[0].rows[0]", "AMOUNT_TOO_FINE"),
    "a row below zero": (PATENT, '"granted", "6.00"', '"granted", "-6.00"', "version[0].rows[0]", "AMOUNT_NEGATIVE"),
    "a bad floor": (PATENT, 'date_basis = "applied_on"', 'date_basis = "applied_on"\nfloor = "x"', "version[0].floor", "AMOUNT_MALFORMED"),
    "a column that nobody knows": (PATENT, '["type", "stage"]', '["type", "colour"]', "version[0].columns[1]", "UNKNOWN_FIELD"),
    "a cell that is not on the scale": (CONTEST, '["school", "third", "0.50"]', '["city", "third", "0.50"]', "version[0].rows[5][0]", "UNKNOWN_VALUE"),
    "a cell that is no derived value": (PROJECT, '["commissioned", "small", "1.00"]', '["commissioned", "tiny", "1.00"]', "version[0].rows[3][1]", "UNKNOWN_VALUE"),
    "the same row twice": (PATENT, '["utility", "granted", "2.00"]', '["invention", "granted", "2.00"]', "version[0].rows[2]", "ROWS_OVERLAP"),
    "a general row before a special one": (
        PROJECT, '["national", "*", "6.00"],', '["national", "*", "6.00"], ["national", "large", "7.00"],', "version[0].rows[1]", "ROWS_OVERLAP",
    ),
    "rows that cross": (
        PROJECT, '["national", "*", "6.00"],', '["national", "*", "6.00"], ["*", "large", "7.00"],', "version[0].rows[1]", "ROWS_OVERLAP",
    ),
    "a better tier worth less": (CONTEST, '"national", "first", "6.00"', '"national", "first", "3.00"', "version[0].rows[0]", "ROWS_FALL"),
    "a shift of a field without a scale": (CONTEST, 'field = "tier", steps = -1', 'field = "contest", steps = -1', "version[0].shift[0].field", "NOT_ON_A_SCALE"),
    "a shift by nothing": (CONTEST, "steps = -1", "steps = 0", "version[0].shift[0].steps", "TOO_SMALL"),
    "an adjustment of an unknown field": (PATENT, 'field = "author_order"', 'field = "place"', "version[0].adjust[0].field", "UNKNOWN_FIELD"),
    "an adjustment of two forms": (PATENT, 'per_step = "-0.50"', 'per_step = "-0.50", flat = "-1.00"', "version[0].adjust[0]", "FLAT_OR_STEP"),
    "an adjustment of no form": (PATENT, ', per_step = "-0.50"', "", "version[0].adjust[0]", "FLAT_OR_STEP"),
    "an adjustment too fine": (PATENT, 'per_step = "-0.50"', 'per_step = "-0.505"', "version[0].adjust[0]", "AMOUNT_TOO_FINE"),
    "a derivation from nowhere": (RANKED, 'of = "entrants"', 'of = "players"', "version[0].derive[0].of", "UNKNOWN_FIELD"),
    "a derivation from an unknown field": (PROJECT, 'from = "amount_yuan"', 'from = "money"', "version[0].derive[0].from", "UNKNOWN_FIELD"),
    "bands that fall": (RANKED, '["45", "second"]', '["14", "second"]', "version[0].derive[0].bands", "BANDS"),
    "bands of equal bounds": (RANKED, '["45", "second"]', '["15", "second"]', "version[0].derive[0].bands", "BANDS"),
    "an open band in the middle": (RANKED, '["45", "second"]', '["*", "second"]', "version[0].derive[0].bands", "BANDS"),
    "hours by nothing": (HOURS, "hours = 16", "hours = 0", "version[0].per_hours.hours", "TOO_SMALL"),
    "a step of nothing": (HOURS, 'step = "0.50"', 'step = "0.00"', "version[0].per_hours.step", "TOO_SMALL"),
    "a step too fine": (HOURS, 'step = "0.50"', 'step = "0.005"', "version[0].per_hours.step", "AMOUNT_TOO_FINE"),
    "a bad upper bound": (HOURS, 'at_most = "4.00"', 'at_most = "four"', "version[0].per_hours.at_most", "AMOUNT_MALFORMED"),
    "versions that overlap": (SKILL, "until = 2023-01-01", "until = 2023-01-02", "version[0].until", "VERSIONS_OVERLAP"),
    "a version that never ends before another": (SKILL, "until = 2023-01-01\n", "", "version[0].until", "VERSIONS_OVERLAP"),
    "a version that ends before it begins": (SKILL, "until = 2023-01-01", "until = 2019-01-01", "version[0].until", "PERIOD_EMPTY"),
    "no example that grants": (PATENT, 'author_order = 3 }\nexpect = "5.00"', 'author_order = 30 }\nexpect = "refuse:WORTH_ZERO"', "version[0].example", "EXAMPLE_MISSING"),
    "no example that refuses": (
        HOURS, 'given = { hours = 7 }\nexpect = "refuse:WORTH_ZERO"', 'given = { hours = 8 }\nexpect = "0.50"', "version[0].example", "EXAMPLE_MISSING",
    ),
    "an example with another amount": (PATENT, 'expect = "5.00"', 'expect = "5.01"', "version[0].example[0].expect", "EXAMPLE_FAILS"),
    "an example with another code": (PATENT, "refuse:WORTH_ZERO", "refuse:WORTH_NO_ROW", "version[0].example[1].expect", "EXAMPLE_FAILS"),
    "an example that should refer": (PATENT, "refuse:WORTH_ZERO", "refer:WORTH_ZERO", "version[0].example[1].expect", "EXAMPLE_FAILS"),
    "an example with a fact that nobody knows": (
        PATENT, 'author_order = 3 }', "author_order = 3, colour = 1 }", "version[0].example[0].given.colour", "UNKNOWN_FIELD",
    ),
    "a shift that no example exercises": (
        CONTEST, 'organiser = "association", team_place = 2 }\nexpect = "3.00"', 'organiser = "authority", team_place = 2 }\nexpect = "5.50"',
        "version[0].shift[0]", "STEP_NOT_EXERCISED",
    ),
}  # fmt: skip

RULES = {
    "a rule without text": (BLOCK, 'text = "Bank credits of trainings are gathered into electives."', 'text = " "', "text", "EMPTY"),
    "an overlap above all": (RULE, "overlap = 85", "overlap = 101", "overlap", "PERCENT"),
    "an unknown school": (BLOCK, '["river-college/*"]', '["river-college/*", "lake-college/*"]', "programmes[1]", "UNKNOWN_PROGRAMME"),
    "an unknown programme": (RULE, '["river-college/460301"]', '["river-college/460301", "river-college/1"]', "programmes[1]", "UNKNOWN_PROGRAMME"),
    "two slots of one name": (RULE, '{ id = "prize", when', '{ id = "skill", when', "version[0].slot[0].id", "SLOT_TWICE"),
    "a slot that nothing can fill": (
        WORTH, 'one_of = ["occupational_skill_certificate"] }', 'one_of = ["occupational_skill_certificate"] }, { field = "award.kind", is = "patent" }',
        "version[0].slot[0].when", "SLOT_UNSATISFIABLE",
    ),
    "a number of awards where one is taken whole": (BLOCK, 'take = "credits", ', "", "version[0].slot[0].at_most_awards", "GATHERING"),
    "no award at all to gather from": (BLOCK, "at_most_awards = 8", "at_most_awards = 0", "version[0].slot[0].at_most_awards", "GATHERING"),
    "worth of a slot that does not exist": (RULE, 'slot = "prize", standard', 'slot = "medal", standard', "version[0].worth_of[0].slot", "UNKNOWN_SLOT"),
    "worth by an unknown standard": (RULE, '"river-college/contest" }]', '"river-college/medals" }]', "version[0].worth_of[0].standard", "UNKNOWN_STANDARD"),
    "worth by the bank's own table": (RULE, '"river-college/contest" }]', '"bank/skill" }]', "version[0].worth_of[0].standard", "UNKNOWN_STANDARD"),
    "worth by the table of another kind": (RULE, '"river-college/contest" }]', '"river-college/patent" }]', "version[0].worth_of[0].standard", "STANDARD_OTHER_KIND"),
    "more to choose than there is": (RULE, "choose = 2", "choose = 4", "version[0].choose", "CHOOSE_RANGE"),
    "nothing to choose": (RULE, "choose = 2", "choose = 0", "version[0].choose", "CHOOSE_RANGE"),
    "all and some": (RULE, "choose = 2", 'choose = 2\ngrant = "all"', "version[0].choose", "ALL_OR_CHOOSE"),
    "several targets and no word which": (RULE, 'choose = 2\nbudget = "worth"\n', "", "version[0].target", "TARGETS_UNDECIDED"),
    "a target that is course and module": (RULE, '{ course = "FAB-1" }', '{ course = "FAB-1", module = "electives" }', "version[0].target[2]", "COURSE_OR_MODULE"),
    "a course that does not exist": (RULE, '{ course = "FAB-1" }', '{ course = "FAB-9" }', "version[0].target[2].course", "UNKNOWN_COURSE"),
    "a part of a course": (RULE, '{ course = "FAB-1" }', '{ course = "FAB-1", amount = "1.00" }', "version[0].target[2].amount", "COURSE_IS_WHOLE"),
    "a block into a module that takes none": (BLOCK, 'module = "electives"', 'module = "core"', "version[0].target[0].module", "UNKNOWN_MODULE"),
    "a block of a bad amount": (BLOCK, 'amount = "4.00"', 'amount = "much"', "version[0].target[0].amount", "AMOUNT_MALFORMED"),
    "a block without an amount": (BLOCK, ', amount = "4.00"', "", "version[0].target[0].amount", "AMOUNT_MALFORMED"),
    "a block of an unknown worth": (BLOCK, 'amount = "4.00"', 'amount = "worth"', "version[0].target[0].amount", "WORTH_UNKNOWN"),
    "a budget of an unknown worth": (BLOCK, "target = [", 'budget = "worth"\ntarget = [', "version[0].budget", "WORTH_UNKNOWN"),
    "a budget that is no amount": (RULE, 'budget = "worth"', 'budget = "wealth"', "version[0].budget", "AMOUNT_MALFORMED"),
    "a budget below the cheapest course": (RULE, 'budget = "worth"', 'budget = "1.49"', "version[0].budget", "BUDGET_TOO_SMALL"),
    "an example for a slot that does not exist": (WORTH, 'given = { skill = { level = "1"', 'given = { skills = { level = "1"', "version[0].example[1].given.skills", "UNKNOWN_SLOT"),
    "an example with a strange fact": (WORTH, '{ level = "1", ', '{ colour = "1", ', "version[0].example[1].given.skill.colour", "UNKNOWN_FIELD"),
    "an example for an unknown programme": (
        WORTH, 'expect = "refuse:WORTH_ZERO"', 'expect = "refuse:WORTH_ZERO"\nprogramme = "x/1"', "version[0].example[1].programme", "UNKNOWN_PROGRAMME",
    ),
    "an example of a rule that fails": (RULE, 'expect = "refuse:LEVEL"', 'expect = "refuse:KIND"', "version[0].example[1].expect", "EXAMPLE_FAILS"),
    "an example of a rule with another worth": (RULE, 'expect = "grant:3.50"', 'expect = "grant:3.51"', "version[0].example[0].expect", "EXAMPLE_FAILS"),
}  # fmt: skip
