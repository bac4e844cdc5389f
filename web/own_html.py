"""Parts of the page whose HTML is our own, and how they meet the page's script."""

import gradio as gr


def own_html(name: str, value: str = "", *, then: str | None = None) -> gr.HTML:
    """A component with the element id `name` that shows `value` as it is, already escaped where that is due.

    `then` is JavaScript to run once it stands there, with Gradio's `element`, `props` and `trigger`.
    """
    return gr.HTML(value, elem_id=name, js_on_load=then and _when_loaded(then), apply_default_css=False)


def _when_loaded(then: str) -> str:
    # Gradio adds the page's own scripts while its components come up, and browsers run such scripts in no set order:
    # on a busy machine a component can be there first.
    return (
        'const go = () => [typeof Desk, typeof Drawer, typeof Fields, typeof Reading].includes("undefined") '
        f'? addEventListener("desk-script", go, {{ once: true }}) : {then}; go();'
    )
