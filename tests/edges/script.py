"""The written script of a person of 78 who has never seen it: what the screen says, and what they
then tap. Nobody helps. It is played in test_page_escort.py, and can be played by hand on
`treadctl demo`.
"""

Line = tuple[str, tuple[str, ...]]

BEFORE: tuple[Line, ...] = (
    ("If it hurts, press the violet bar. The belt stops.", ("I'm new",)),
    ("Choose your picture.", ("Cat",)),
    ("First name:", (*"ANNA", "Next")),
    ("How old are you?", (*"78", "Next")),
    ("Numb between the legs, or new bladder, bowel or sex trouble?", ("No",)),
    ("Are both legs weak, numb or tingling?", ("No",)),
    ("Chest pain, or a bad accident just now?", ("No",)),
    ("Fever, weight loss, a lump, cancer before, or worse pain at night?", ("No",)),
    ("Has a doctor named a heart problem?", ("No",)),
    ("Do you have diabetes or weak kidneys?", ("No",)),
    ("Do you get dizzy or out of breath at rest?", ("No",)),
    ("Do you walk on most days?", ("Yes",)),
    ("Did you fall in the last 12 months?", ("No",)),
    ("Weak bones, or steroid pills for months?", ("No",)),
    ("Has a doctor named a narrow spine?", ("No",)),
    ("Did this pain start in the last six weeks?", ("No",)),
    ("Have you walked on a treadmill before?", ("No",)),
    ("How strong is the pain now? 0 is none, 10 is the worst.", ("2",)),
    ("Which walk today?", ("First steps",)),
    ("Clip the safety key to your clothes.", ("Done",)),
    ("Stand on the side rails and hold on. Then tap Start.", ("Start",)),
)

PRACTICE: tuple[Line, ...] = (
    ("Hold the rails. Step on when ready.", ("I'm on",)),
    ("Try the stop: press the violet bar once. Then you start again.", ("PAIN \N{EN DASH} STOP",)),
    ("Why did you press PAIN?", ("By mistake, or to try it",)),
    ("The belt has stopped.", ("I am OK",)),
    ("A new, slow start.", ("Start slowly",)),
)
"""In the first minute of the first walk."""

WHILE_WALKING = (
    ("Hold the rails. Step on when ready.", "I'm on"),
    ("A little faster in five. Is that all right?", "Yes, a little faster"),
    ("How is the pain? Same or less, or more?", "Same or less"),
    ("Can you talk easily?", "Yes"),
)
"""Whenever the screen says that."""

AFTER: tuple[Line, ...] = (
    ("How strong is the pain now? 0 is none, 10 is the worst.", ("2",)),
    ("How hard was the walk? 0 is very easy, 10 is the hardest.", ("3",)),
    ("The walk is done. Well done.", ("Leave",)),
    ("Who is walking?", ()),
)
