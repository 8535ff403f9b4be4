"""What axe objects to in what a page shows."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

from tests.browser.standalone import set_theme

COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""axe's rules that a theme can break."""

RUN = """async (rules) => {
    const only = rules ? { runOnly: { type: "rule", values: rules } } : {};
    return (await axe.run({ resultTypes: ["violations"], ...only })).violations;
}"""


def violations(page, rules: tuple[str, ...] | None = None) -> list[str]:
    """Rule, element and reason of every objection; of these rules alone where they are named."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(Axe().axe_script)
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in page.evaluate(RUN, rules)
        for node in one["nodes"]
    ]


def violations_in_both_themes(page) -> list[str]:
    """All of the light theme, then what the dark one adds; for what `standalone.show` has drawn."""
    found = violations(page)
    set_theme(page, dark=True)
    found += [f"dark: {one}" for one in violations(page, COLOUR_RULES)]
    set_theme(page, dark=False)
    return found
