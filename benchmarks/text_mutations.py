"""What people do to a listed text so that it is not found, frozen before the matcher was tuned.

`docs/reference/text-benchmark.md` describes each. A mutation takes a text, its language, a source of chance, and words
to write around it; nothing here imports the product. Changing anything here is a new frozen set, with a new name.
"""

from collections.abc import Callable
from random import Random
from typing import Final

Around = Callable[[int], str]
"""So many characters of other text in the same language."""
Mutation = Callable[[str, str, Random, Around], str]

LETTERS: Final = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}
BLANKS: Final = (" ", "  ", "\u00a0", "\u2003", "\t", "\n", " \n ", "\u3000")
MARKS: Final = (",", ".", "!", "?!", "...", " - ", ";", ":", "،", "؟", "*", "~", "_", "🔥", "❗", "|", "/")
HIDDEN: Final = ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u200e", "\u034f", "\u2063")
LOOKALIKES: Final = {
    "en": {
        "a": "аɑα", "b": "Ь", "c": "сϲ", "d": "ԁ", "e": "еҽ", "g": "ɡ", "h": "һ", "i": "іı", "j": "јϳ", "k": "κк",
        "l": "ⅼӏ", "m": "ｍ", "n": "ո", "o": "оοօ", "p": "рρ", "q": "ԛ", "s": "ѕ", "t": "τт", "u": "υս", "v": "νѵ",
        "w": "ԝ", "x": "хχ", "y": "уγ", "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "K": "КΚ",
        "M": "МΜ", "N": "Ν", "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ",
    },
    "ru": {
        "а": "aα", "в": "ʙ", "е": "e", "и": "u", "к": "kκ", "м": "ʍ", "н": "ʜ", "о": "oο", "р": "pρ", "с": "cϲ",
        "т": "τ", "у": "yγ", "х": "xχ", "ь": "b", "А": "AΑ", "В": "BΒ", "Е": "EΕ", "К": "KΚ", "М": "MΜ", "Н": "HΗ",
        "О": "OΟ", "Р": "PΡ", "С": "C", "Т": "TΤ", "У": "Y", "Х": "XΧ",
    },
    "ar": {  # the same strokes without their dots, and letters of other keyboards
        "ب": "ٮ", "ت": "ٮ", "ث": "ٮ", "ن": "ں", "ي": "یى", "ج": "ح", "خ": "ح", "ذ": "د", "ز": "ر", "ش": "س", "ض": "ص",
        "ظ": "ط", "غ": "ع", "ف": "ڡ", "ق": "ٯ", "ك": "کڪ", "ه": "ہھ", "ة": "ه",
    },
}  # fmt: skip
LEET: Final = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
VARIANTS: Final = {
    "ا": "أإآٱ", "أ": "اإ", "إ": "اأ", "آ": "ا", "ي": "یى", "ى": "ي", "ة": "ه", "ك": "ک", "ه": "ة", "ؤ": "و", "ئ": "ي",
}  # fmt: skip
VOWEL_SIGNS: Final = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
FRAMES: Final = {
    "en": (
        ("The agency reported on Friday: “", "” The paper that printed it was asked for comment."),
        ("This is what they told my cousin, and it is a lie from end to end: \"", "\" Do not believe a word of it."),
        ("Researchers who study such posts quote one in full.\n> ", "\nThey counted how often it was copied."),
        ("", ""),
    ),
    "ar": (
        ("ذكرت الوكالة يوم الجمعة ما يلي: «", "» ولم تعلق الصحيفة التي نشرته."),
        ("هذا ما قالوه لابن عمي وهو كذب من أوله إلى آخره: \"", "\" لا تصدقوا كلمة منه."),
        ("اقتبس الباحثون منشورا كاملا.\n> ", "\nثم أحصوا عدد مرات نسخه."),
        ("", ""),
    ),
    "ru": (
        ("Агентство сообщило в пятницу: «", "» Газета, которая это напечатала, не ответила."),
        ("Вот что они сказали моему брату, и это ложь от начала до конца: \"", "\" Не верьте ни одному слову."),
        ("Исследователи приводят одну запись целиком.\n> ", "\nОни посчитали, сколько раз её скопировали."),
        ("", ""),
    ),
}  # fmt: skip


def case(text: str, language: str, random: Random, around: Around) -> str:
    """Upper case, swapped case, or each letter by chance."""
    by_chance = "".join(random.choice((letter.upper(), letter.lower())) for letter in text)
    return random.choice((text.upper(), text.swapcase(), by_chance))


def punctuation(text: str, language: str, random: Random, around: Around) -> str:
    """All marks go; others stand in a fifth of the gaps."""
    words = "".join(each if each.isalnum() or each.isspace() else " " for each in text).split()
    return " ".join(word + (random.choice(MARKS) if random.random() < 0.2 else "") for word in words)


def spacing(text: str, language: str, random: Random, around: Around) -> str:
    """Other blanks; a twentieth of the gaps closed; a twentieth of the words split."""
    said = ""
    for word in text.split():
        cut = random.randrange(1, len(word)) if len(word) > 1 and random.random() < 0.05 else 0
        said += (word[:cut] + " " if cut else "") + word[cut:]
        said += "" if random.random() < 0.05 else random.choice(BLANKS)
    return said.strip()


def edits(share: float) -> Mutation:
    """So many characters replaced, put in or left out; at least one."""

    def mutation(text: str, language: str, random: Random, around: Around) -> str:
        letters = list(text)
        for _ in range(max(1, round(share * len(text)))):
            at, letter = random.randrange(len(letters)), random.choice(LETTERS[language])
            kind = random.randrange(3)
            letters[at : at + (kind != 1)] = [] if kind == 2 and len(letters) > 1 else [letter]
        return "".join(letters)

    return mutation


def words_swapped(text: str, language: str, random: Random, around: Around) -> str:
    """A tenth of the words change places with the next; at least one."""
    words = text.split()
    for _ in range(max(1, round(0.1 * len(words)))):
        if len(words) > 1:
            at = random.randrange(len(words) - 1)
            words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def quoted(text: str, language: str, random: Random, around: Around) -> str:
    """The whole text inside a post three times as long or longer: news, counter-speech, research, or nothing."""
    before, after = random.choice(FRAMES[language])
    size = max(40, 2 * len(text))
    cut = random.randint(0, size)
    return f"{around(cut + 20)} {before}{text}{after} {around(size - cut + 20)}"


def excerpt(text: str, language: str, random: Random, around: Around) -> str:
    """Half of the words, side by side, inside a post as long as the whole."""
    words = text.split()
    half = len(words) // 2
    start = random.randint(0, len(words) - half)
    before, after = random.choice(FRAMES[language])
    passage, size = " ".join(words[start : start + half]), len(text) // 4 + 20
    return f"{around(size)} {before}{passage}{after} {around(size)}"


def truncated(text: str, language: str, random: Random, around: Around) -> str:
    """The first six tenths of the words."""
    words = text.split()
    return " ".join(words[: max(1, round(0.6 * len(words)))])


def homoglyphs(text: str, language: str, random: Random, around: Around) -> str:
    """A third of the letters that have a look-alike; Arabic also without dots."""
    table = LOOKALIKES[language]
    return "".join(
        random.choice(table[letter]) if letter in table and random.random() < 1 / 3 else letter for letter in text
    )


def zero_width(text: str, language: str, random: Random, around: Around) -> str:
    """Something unseen after a fifth of the characters."""
    return "".join(letter + (random.choice(HIDDEN) if random.random() < 0.2 else "") for letter in text)


def arabic_variants(text: str, language: str, random: Random, around: Around) -> str:
    """Alef, hamza, yeh, kaf and heh as other keyboards write them; vowel signs; letters drawn out."""
    said = ""
    for letter in text:
        said += random.choice(VARIANTS[letter]) if letter in VARIANTS and random.random() < 0.5 else letter
        if letter in LETTERS["ar"]:
            said += random.choice(VOWEL_SIGNS) if random.random() < 0.3 else "ـ" * (random.random() < 0.1)
    return said


def leet(text: str, language: str, random: Random, around: Around) -> str:
    """Digits for half of the letters that they resemble."""
    return "".join(LEET[letter] if letter in LEET and random.random() < 0.5 else letter for letter in text)


MUTATIONS: Final[dict[str, Mutation]] = {
    "case": case,
    "punctuation": punctuation,
    "spacing": spacing,
    "1 % edits": edits(0.01),
    "5 % edits": edits(0.05),
    "words swapped": words_swapped,
    "quoted": quoted,
    "excerpt": excerpt,
    "truncated": truncated,
    "homoglyphs": homoglyphs,
    "zero-width": zero_width,
    "Arabic variants": arabic_variants,
    "leet": leet,
}
ONLY_IN: Final = {"case": ("en", "ru"), "Arabic variants": ("ar",), "leet": ("en",)}
ONLY_OF: Final = {"excerpt": ("over 200",)}
EXTRA: Final = ("leet",)
"""Reported, and no part of the goal."""


def applies(mutation: str, language: str, length: str) -> bool:
    """Whether a mutation changes anything there."""
    return language in ONLY_IN.get(mutation, (language,)) and length in ONLY_OF.get(mutation, (length,))
