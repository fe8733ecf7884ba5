//! Every kind of page in a real browser: narrow and wide, light and dark, by keyboard, on paper.

use serde_json::{Value, json};

use super::browser::{Browser, chromium};
use super::shared_book;

/// One of each kind.
const PAGES: [&str; 13] = [
    "index.html",
    "networking/index.html",
    "repositories/login-push-pull.html",
    "deployments/rolling-updates.html",
    "roles/three-roles.html",
    "labs/fargate/essential-container.html",
    "drills.html",
    "commands.html",
    "glossary.html",
    "objectives.html",
    "coverage.html",
    "rules/index.html",
    "rules/ecs101.html",
];

/// What is wrong with a page for who reads it by keyboard or screen reader.
const BARRIERS: &str = r#"(() => {
    const found = [];
    const main = document.querySelectorAll('main');
    if (main.length !== 1) found.push(main.length + ' main landmarks');
    if (document.querySelectorAll('main h1').length !== 1) found.push('not one title');
    if (!document.documentElement.lang) found.push('no language');
    if (!document.body.firstElementChild.matches('a.skip')) found.push('no skip link');
    for (const input of document.querySelectorAll('main input, main select')) {
        if (!input.closest('label') && !input.getAttribute('aria-label')) found.push('no label: ' + input.outerHTML);
    }
    for (const link of document.querySelectorAll('main a[href]')) {
        if (!link.textContent.trim() && !link.getAttribute('aria-label')) found.push('no text: ' + link.outerHTML);
    }
    for (const picture of document.querySelectorAll('main svg[role=img]')) {
        if (!picture.querySelector('title').textContent) found.push('a picture without words');
    }
    for (const scroller of document.querySelectorAll('main .table-wrapper, main .picture-scroll, main pre > code')) {
        if (scroller.scrollWidth > scroller.clientWidth && scroller.tabIndex !== 0) found.push('scrolls by mouse only: ' + scroller.className);
    }
    return found;
})()"#;

/// Texts that stand out too little from what is behind them: WCAG's 4.5, or 3 for large ones.
const FAINT: &str = r#"(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const known = new Map();
    const rgba = color => {
        if (!known.has(color)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            known.set(color, Array.from(canvas.getImageData(0, 0, 1, 1).data));
        }
        return known.get(color);
    };
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const color = rgba(getComputedStyle(at).backgroundColor);
            if (color[3] === 255) return color;
        }
        return [255, 255, 255, 255];
    };
    const faint = new Set();
    for (const element of document.querySelectorAll('main *')) {
        const own = Array.from(element.childNodes).some(node => node.nodeType === 3 && node.textContent.trim());
        if (!own || !element.checkVisibility() || element.closest('svg, pre')) continue;
        const style = getComputedStyle(element);
        const [one, other] = [light(rgba(style.color)), light(behind(element))];
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        const large = parseFloat(style.fontSize) >= 24;
        if (ratio < (large ? 3 : 4.5)) faint.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2));
    }
    return Array.from(faint).slice(0, 5);
})()"#;

/// Elements that reach beyond a narrow window, where the page scrolls to the side.
const TOO_WIDE: &str = r#"(() => {
    const content = document.querySelector('#mdbook-content');
    if (content.scrollWidth <= content.clientWidth && document.documentElement.scrollWidth <= window.innerWidth) return [];
    return Array.from(document.querySelectorAll('main *')).filter(e => e.getBoundingClientRect().right > window.innerWidth
        && !e.parentElement.closest('.table-wrapper, .picture-scroll, pre, .quiz-configuration')).slice(0, 3).map(e => e.outerHTML.slice(0, 90));
})()"#;

#[test]
fn every_kind_of_page_can_be_read_on_any_screen() {
    let Some(program) = chromium("every_kind_of_page_can_be_read_on_any_screen") else { return };
    let (mut browser, root) = (Browser::start(&program), shared_book());
    let mut problems: Vec<String> = Vec::new();
    for page in PAGES {
        for (width, dark) in [(1280, false), (1280, true), (320, false)] {
            browser.look(width, dark);
            browser.open(&root.join(page));
            let dark_class = browser.value("document.documentElement.classList.contains('navy')");
            assert_eq!(dark_class, dark, "{page}: the theme follows the reader's system");
            for (what, script) in [("barrier", BARRIERS), ("faint", FAINT), ("too wide", TOO_WIDE)] {
                let found = browser.value(script);
                problems
                    .extend(found.as_array().into_iter().flatten().map(|found| format!("{page} at {width}, dark {dark}: {what}: {found}")));
            }
            if width == 320 {
                let (page_width, window) = (browser.value("document.documentElement.scrollWidth"), browser.value("window.innerWidth"));
                assert!(page_width.as_u64() <= window.as_u64(), "{page} scrolls to the side: {page_width} of {window}: {problems:?}");
            }
        }
    }
    assert_eq!(problems, Vec::<String>::new());
    // What looks for mistakes finds them.
    browser.value(
        r"document.querySelector('main').insertAdjacentHTML('beforeend',
            '<p style=color:#999>faint</p><input><div style=width:999px>wide</div>'), 0",
    );
    for script in [BARRIERS, FAINT, TOO_WIDE] {
        assert_ne!(browser.value(script), json!([]), "{script}");
    }
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[test]
fn one_can_skip_to_the_text_search_it_and_start_over() {
    let Some(program) = chromium("one_can_skip_to_the_text_search_it_and_start_over") else { return };
    let (mut browser, root) = (Browser::start(&program), shared_book());
    browser.open(&root.join("glossary.html"));
    browser.press("Tab", 9, "");
    assert_eq!(browser.value("document.activeElement.textContent"), "Skip to the text");
    browser.press("Enter", 13, "\r");
    assert_eq!(browser.value("document.activeElement.tagName"), "MAIN");

    let look = "new Promise(done => (function look() { const found = document.querySelectorAll('#mdbook-searchresults li'); found.length ? done(found.length) : requestAnimationFrame(look); })())";
    browser.press("s", 83, "s");
    for letter in "lifecycle".chars() {
        browser.call("Input.insertText", json!({"text": letter.to_string()}));
    }
    browser.value("document.querySelector('#mdbook-searchbar').dispatchEvent(new Event('keyup', {bubbles: true}))");
    assert!(browser.promised(look).as_u64() > Some(2), "the search works from a file");

    browser.open(&root.join("index.html"));
    assert_eq!(browser.text("[data-forget-all]"), "", "there is nothing to forget");
    let keep = r"(() => {
        const [id, key] = document.querySelector('.progress-all').dataset.answers.split(' ')[0].split(':');
        localStorage.setItem('ecslab-book', JSON.stringify({version: 1, answers: {[id]: {key: key, chosen: [0], right: true}}}));
    })()";
    browser.value(keep);
    browser.reload();
    assert!(browser.text(".progress-all").starts_with("1 of "), "{}", browser.text(".progress-all"));
    browser.value("(window.confirm = () => false, 0)");
    browser.click("[data-forget-all]");
    assert!(browser.text(".progress-all").starts_with("1 of "), "who says no keeps it");
    browser.value("(window.confirm = () => true, 0)");
    browser.click("[data-forget-all]");
    assert_eq!(browser.text(".progress-all"), "All answers are forgotten.");
    assert_eq!(browser.value("JSON.parse(localStorage.getItem('ecslab-book')).answers"), json!({}));
    browser.reload();
    assert_eq!(browser.text(".progress-all"), "");
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[test]
fn the_search_shows_lessons_and_terms_before_rules_and_commands_by_their_names() {
    let Some(program) = chromium("the_search_shows_lessons_and_terms_before_rules_and_commands_by_their_names") else { return };
    let (mut browser, root) = (Browser::start(&program), shared_book());
    browser.open(&root.join("index.html"));
    browser.press("s", 83, "s");
    let mut found = |words: &str| -> Vec<String> {
        let script = format!(
            "new Promise(done => {{ const bar = document.querySelector('#mdbook-searchbar'); bar.value = {}; bar.dispatchEvent(new Event('keyup', {{bubbles: true}}));
                (function look() {{ const header = document.querySelector('#mdbook-searchresults-header').innerText;
                    header.includes(bar.value) ? done(Array.from(document.querySelectorAll('#mdbook-searchresults li > a'), a => new URL(a.href).pathname.split('/').slice(-2).join('/') + new URL(a.href).hash)) : requestAnimationFrame(look); }})(); }})",
            json!(words)
        );
        let found = browser.promised(&script);
        found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect()
    };
    let first = |found: &[String], what: &str| found.iter().position(|address| address.contains(what));
    for (words, anchor) in
        [("access point", "glossary.html#access-point"), ("get-login-password", "commands.html#aws-ecr-get-login-password")]
    {
        assert_eq!(first(&found(words), anchor), Some(0), "{words}");
    }
    let breaker = found("circuit breaker");
    assert!(first(&breaker, "rolling-updates.html") < first(&breaker, "rules/"), "{breaker:?}");
    let rules: Vec<_> = breaker.iter().filter(|address| address.contains("rules/ecs410")).collect();
    assert_eq!(rules.len(), 1, "a rule is found once");
    assert!(first(&found("ECS101"), "rules/ecs101.html") == Some(0));
}

#[test]
fn what_scrolls_is_scrolled_by_keys_without_turning_the_page() {
    let Some(program) = chromium("what_scrolls_is_scrolled_by_keys_without_turning_the_page") else { return };
    let (mut browser, root) = (Browser::start(&program), shared_book());
    browser.look(320, false);
    browser.open(&root.join("roles/three-roles.html"));
    let page = browser.value("location.pathname");
    browser.value("document.querySelector('.picture-scroll').focus()");
    assert_eq!(browser.value("document.activeElement.className"), "picture-scroll");
    browser.press("ArrowRight", 39, "");
    let scrolled = "new Promise(done => (function look() { const at = document.querySelector('.picture-scroll').scrollLeft; at > 0 ? done(true) : requestAnimationFrame(look); })())";
    assert_eq!(browser.promised(scrolled), true);
    assert_eq!(browser.value("location.pathname"), page);
}

#[test]
fn on_paper_everything_is_there() {
    let Some(program) = chromium("on_paper_everything_is_there") else { return };
    let (mut browser, root) = (Browser::start(&program), shared_book());
    browser.open(&root.join("deployments/rolling-updates.html"));
    let printed = browser.call("Page.printToPDF", json!({"printBackground": false}));
    assert!(printed["data"].as_str().is_some_and(|data| data.len() > 20_000), "a page can be printed");
    browser.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    for (selector, shown) in [(".skip", false), (".quiz-actions", false), ("svg.picture", true), (".quiz-stem", true)] {
        let selector = json!(selector);
        let visible = browser.value(&format!("document.querySelector({selector}).checkVisibility()"));
        assert_eq!(visible, Value::Bool(shown), "{selector}");
    }
    browser.open(&root.join("drills.html"));
    let printed = browser.value("document.querySelector('.drill .answer').checkVisibility({contentVisibilityAuto: true})");
    assert_eq!(printed, true, "on paper nothing can be opened, so it is open");
    browser.open(&root.join("glossary.html"));
    browser.value("(window.print = () => { window.printed = true; }, document.querySelector('[aria-label=\"Print this page\"]').click())");
    assert_eq!(browser.value("window.printed"), true, "the printer prints the page at hand");
    let whole = std::fs::read_to_string(root.join("index.html")).expect("the introduction");
    assert!(whole.contains("href=\"print.html\">Print the whole book"));
    assert_eq!(browser.errors, Vec::<String>::new());
}
