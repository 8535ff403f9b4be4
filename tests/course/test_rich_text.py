"""Words from a file or from anybody: shown as text with a few marks, and never as anything that runs."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course import rich_text
from course.rich_text import to_html, to_inline_html, to_plain

ALLOWED = {"p", "em", "strong", "code", "ul", "ol", "li", "br"}
few = settings(max_examples=50, deadline=None)

PIECES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:x'>", "</p>", "<b",
    ">", "[a](javascript:alert(1))", "![a](https://x/y.png)", "<https://x>", "https://example.org",
    "&lt;script&gt;", "&#60;img&#62;", "&#x3c;", "&amp;", "&copy;", "&", "\\", "\\<", "`", "``", "*",
    "**", "_", "__", "***", "- ", "1. ", "999999999. ", "+ ", "\n", "\n\n", "    ", "\t", "\r", "\0",
    "# ", "> ", "---", "|a|b|", "```", "~~x~~", '"', "'", " onclick=", "<style>*{}</style>",
    "<svg/onload=x>", "<!--", "-->", "<?x?>", "<![CDATA[", "]]>", "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}", "\N{PERSON IN LOTUS POSITION}",
    "\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH SPACE}", "word", " ", "été", "a_b_c", "2*3*4",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)


class Reader(HTMLParser):
    """What a browser would make of it: tags, attributes, words."""

    def __init__(self, source: str):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.words, self.others = [], [], "", []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.words += " " if tag in ("p", "li", "br", "ul", "ol") else ""

    def handle_endtag(self, tag):
        self.tags.append(tag)
        self.words += " " if tag in ("p", "li", "ul", "ol") else ""

    def handle_data(self, data):
        self.words += data

    def handle_comment(self, data):
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


@few
@given(texts)
@example("<script>alert(1)</script>")
@example("*a*<script>alert(1)</script>")
@example("[click](javascript:alert(1)) ![x](x.png)")
def test_only_the_small_subset_comes_out(text):
    """Whatever goes in, there are no tags but eight, no attribute, no comment, no link and no picture."""
    for source in (to_html(text), to_inline_html(text)):
        seen = Reader(source)
        assert set(seen.tags) <= ALLOWED
        assert seen.attributes == [] and seen.others == []


@few
@given(texts)
@example("a\0b")
@example("a\rb")
@example("Breathe *in* for ")
@example(" *and* out")
def test_fast_path_says_what_the_parser_would(text):
    """Loading the parser or not makes no difference to the words, nor to the space around a piece."""
    said = Reader(to_html(text)).words.split(), Reader(to_inline_html(text)).words
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rich_text, "_MARKS", re.compile(""))  # every text goes through the parser
        parsed = to_html.__wrapped__(text), to_inline_html.__wrapped__(text)
    assert said == (Reader(parsed[0]).words.split(), Reader(parsed[1]).words)


@few
@given(texts)
def test_plain_words_are_those_that_are_shown(text):
    """What a screen reader speaks is what stands there, without a mark, a tag or an entity."""
    assert to_plain(text).split() == Reader(to_html(text)).words.split()


@few
@given(st.lists(st.sampled_from([piece for piece in PIECES if not re.search("[<>&]", piece)])).map("".join))
def test_plain_has_no_tags(text):
    """Where the author wrote none, there is none."""
    assert not re.search(r"[<>]|&\w+;", to_plain(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "<p>plain words</p>"),
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("2. a\n3. b", "<ol><li>a</li><li>b</li></ol>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("30° ± 5 — “so”", "<p>30° ± 5 — “so”</p>"),
        ("\N{HEBREW LETTER ALEF} \N{ABACUS}", "<p>\N{HEBREW LETTER ALEF} \N{ABACUS}</p>"),
        ("# no heading", "<p># no heading</p>"),
        ("<b>no bold</b>", "<p>&lt;b&gt;no bold&lt;/b&gt;</p>"),
        ("[no link](https://x)", "<p>[no link](https://x)</p>"),
    ],
)  # fmt: skip
def test_what_authors_write_is_shown_as_they_mean_it(text, shown):
    """Emphasis, code, lists and line breaks; everything else stands as it was written."""
    assert to_html(text).replace("\n", "") == shown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("un*believ*able", "unbelievable"), ("**S**IJ", "SIJ"), ("`a`, *b*.", "a, b."), ("- a\n- b", "a b"),
        ("1 < 2", "1 < 2"), ("&lt;b&gt;", "<b>"), ("one\ntwo", "one two"), ("2 \\* 3", "2 * 3"),
    ],
)  # fmt: skip
def test_plain_words_are_not_torn(text, plain):
    """An emphasis inside a word leaves it one word; paragraphs, lines and list entries are told apart."""
    assert to_plain(text) == plain


def test_inline_keeps_the_space_beside_a_gap():
    """A piece of a cloze that ends in a space still ends in one when a word in it is emphasised."""
    assert to_inline_html("Breathe *in* for ") == "Breathe <em>in</em> for "
    assert to_inline_html(" and *out*") == " and <em>out</em>"


@pytest.mark.parametrize("piece", ["*", "`", "[", "- ", "_a*", "&", "<", "\n- ", "a\n", "\\"])
def test_long_texts_that_try_the_parsers_patience_are_shown(piece):
    """2,000 characters of nothing but marks come back in the tags that are allowed."""
    shown = to_html.__wrapped__((piece * 2000)[:2000])
    assert set(Reader(shown).tags) <= ALLOWED


def test_nothing_is_unescaped_twice():
    """`&amp;lt;` is the text `&lt;`, not a bracket."""
    assert html.unescape(to_html("&amp;lt;")) == "<p>&lt;</p>"
    assert to_plain("&amp;lt;b&amp;gt;") == "&lt;b&gt;"
