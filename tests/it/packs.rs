//! Content packs: begun, proved, installed beside the course, and harmless where they are broken.

use crate::program::{Place, Ran};

/// A folder with a pack that can be installed, called acme.
fn place_with_pack() -> Place {
    let place = Place::new();
    let begun = place.run(&["author", "new", "pack", "acme"]);
    assert!(begun.code == 0 && begun.stdout.contains("ecslab pack add acme"), "{begun:?}");
    assert_eq!(place.run(&["author", "new", "lab", "first/proxy", "--folder", "acme"]).code, 0);
    edit(&place, "acme/book/modules.yaml", "labs: []", "labs: [proxy]");
    edit(&place, "acme/labs/first/proxy/lab.yaml", "first/the-lesson-it-practises", "first/welcome");
    edit(&place, "acme/book/src/first/welcome.md", "labs: []", "labs: [first/proxy]");
    place
}

fn edit(place: &Place, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(place.path().join(path)).expect("reads");
    assert!(text.contains(from), "{path} has {from}: {text}");
    place.write(path, &text.replace(from, to));
}

fn refused(ran: &Ran, says: &str) {
    assert!(ran.code == 2 && ran.stderr.contains(says), "{says}: {ran:?}");
}

#[test]
fn a_pack_stands_after_the_course_on_every_list_until_it_is_removed() {
    let place = place_with_pack();
    let added = place.run(&["pack", "add", "acme"]);
    assert!(added.code == 0 && added.stdout.contains("acme 0.1.0 is installed"), "{added:?}");
    let home = place.run(&[]).stdout;
    let title = home.find("What the module is about").expect("the module is on the home screen");
    assert!(home.find("Choosing a platform").is_some_and(|last| last < title), "after the modules of the course: {home}");
    let lessons = place.json(&["learn", "--list", "--format", "json"]);
    assert_eq!(lessons["lessons"].as_array().and_then(|all| all.last()).expect("a lesson")["id"], "acme/first/welcome");
    assert!(place.run(&["learn", "acme/first/welcome"]).stdout.contains("ecslab quiz acme/first/welcome"));
    assert!(place.run(&["learn", "--list"]).stdout.contains("acme/first/welcome"));
    assert!(place.run(&["lab", "list"]).stdout.contains("acme/first/proxy"));
    let started = place.json(&["lab", "start", "acme/first/proxy", "--format", "json"]);
    assert_eq!(started["lab"], "acme/first/proxy");
    assert_eq!(place.run(&["lab", "check", "--format", "json"]).code, 1, "the starter fails");

    let quiz = place.run_with_input(&["quiz", "acme/first", "--format", "json"], "b\n");
    assert!(quiz.stdout.contains("\"acme/first-welcome-new-question\"") && quiz.stdout.contains("\"correct\": true"), "{quiz:?}");
    let module = |place: &Place| {
        let modules = place.json(&["progress", "--format", "json"])["modules"].clone();
        modules.as_array().expect("a list").iter().find(|module| module["id"] == "acme/first").cloned()
    };
    assert_eq!(module(&place).expect("it counts")["questions"], serde_json::json!([1, 1]));
    assert_eq!(place.run(&["progress", "reset", "acme/first", "--yes"]).code, 0);
    assert_eq!(module(&place).expect("it is there")["questions"], serde_json::json!([0, 1]));

    // A later version takes the place of an older one.
    edit(&place, "acme/pack.yaml", "0.1.0", "0.2.0");
    assert_eq!(place.run(&["pack", "add", "acme"]).code, 0);
    let listed = place.json(&["pack", "list", "--format", "json"]);
    assert_eq!((&listed["version"], listed["packs"].as_array().map(Vec::len)), (&serde_json::json!(1), Some(1)));
    assert_eq!(listed["packs"][0]["pack"]["version"], "0.2.0");
    let left: Vec<_> = std::fs::read_dir(place.path().join("home/packs")).expect("reads").collect();
    assert_eq!(left.len(), 1, "nothing half-made is left: {left:?}");

    assert_eq!(place.run(&["pack", "remove", "acme"]).code, 0);
    assert!(module(&place).is_none() && !place.run(&["lab", "list"]).stdout.contains("acme"));
    let events = place.json(&["progress", "--format", "json"])["events"].clone();
    assert!(events.to_string().contains("acme/first-welcome-new-question"), "progress is kept");
    refused(&place.run(&["pack", "remove", "acme"]), "no pack called acme");
}

#[test]
fn every_error_of_a_pack_is_told_with_its_place_and_none_hides_another() {
    let place = place_with_pack();
    place.write("acme/pack.yaml", "id: Acme!\ntitle: x\nversion: 1.0.0\nlicence: \"\"\n");
    place.write("acme/book/modules.yaml", "version: 1\nmodules:\n- id: first\n  titel: x\n");
    place.write("acme/book/src/first/other.md", "# No front matter\n");
    place.write("acme/book/src/first/third.md", "---\ntitle: x\nminutes: soon\n---\n# x\n");
    let question = |id: &str, extra: &str| {
        format!(
            "- id: {id}\n  lesson: first/welcome\n  objectives: [x]\n  difficulty: 1\n  type: single\n  {extra}\n  stem: {id}?\n  options: []\n  source: x\n  verified: x\n"
        )
    };
    let questions = [question("one", "stems: x"), question("two", "# fine"), question("three", "kind: [")];
    place.write("acme/quizzes/first/welcome.yaml", &format!("version: 1\nquestions:\n{}", questions.concat()));
    edit(&place, "acme/labs/first/proxy/lab.yaml", "minutes: 20", "minutes: many");
    let ran = place.run(&["author", "check", "acme", "--static"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for expected in [
        "pack.yaml:1: the id Acme! must be",
        "pack.yaml:1: the licence must be",
        "book/modules.yaml:4: ",
        "book/src/first/other.md:1: a lesson begins with front matter",
        "book/src/first/third.md:3: ",
        "quizzes/first/welcome.yaml:8: ",
        "quizzes/first/welcome.yaml:28: ",
        "quizzes/first/other.yaml: this file is missing",
        "labs/first/proxy/lab.yaml:7: ",
    ] {
        assert!(ran.stdout.lines().any(|line| line.starts_with(expected)), "{expected} is not in\n{}", ran.stdout);
    }
    refused(&place.run(&["pack", "add", "acme"]), "nothing was installed");
    assert!(place.run(&["pack", "list"]).stdout.contains("No pack is installed"));
}

#[test]
fn content_that_no_module_names_and_ids_that_stand_twice_are_told() {
    let place = place_with_pack();
    place.write("acme/book/src/first/orphan.md", "x").write("acme/quizzes/lost/orphan.yaml", "x");
    let text = std::fs::read_to_string(place.path().join("acme/quizzes/first/welcome.yaml")).expect("reads");
    let again = text.split("questions:\n").nth(1).expect("a question");
    place.write("acme/quizzes/first/welcome.yaml", &format!("{text}{again}"));
    let ran = place.run(&["author", "check", "acme", "--static"]);
    for expected in [
        "book/src/first/orphan.md:1: no module in book/modules.yaml names it",
        "quizzes/lost/orphan.yaml:1: no module in book/modules.yaml names it",
        "this question stands twice",
    ] {
        assert!(ran.stdout.contains(expected), "{expected} is not in\n{}", ran.stdout);
    }
    assert!(ran.stdout.contains(" 0 drills checked") && !ran.stdout.contains("drill/"), "drills are the program's own: {}", ran.stdout);
}

#[test]
fn nothing_of_a_pack_leads_out_of_it() {
    let place = place_with_pack();
    place.write("secret.md", "---\ntitle: x\nminutes: 1\nobjectives: []\nverified: x\nsources: []\n---\n# secret\n");
    place.write("secret.yaml", "version: 1\nquestions: []\n");
    edit(&place, "acme/book/modules.yaml", "lessons: [welcome]", "lessons: [welcome, ../../../../secret]");
    let ran = place.run(&["pack", "add", "acme"]);
    refused(&ran, "../../../../secret is no name");
    edit(&place, "acme/book/modules.yaml", ", ../../../../secret", "");
    edit(&place, "acme/book/modules.yaml", "id: first", "id: ../first");
    refused(&place.run(&["pack", "add", "acme"]), "../first is no name");
    edit(&place, "acme/book/modules.yaml", "id: ../first", "id: first");
    #[cfg(unix)]
    {
        for (link, target) in [("acme/labs/first/proxy/starter/link.json", "/etc/passwd"), ("acme/book/more", "/etc")] {
            std::os::unix::fs::symlink(target, place.path().join(link)).expect("links");
            let checked = place.run(&["author", "check", "acme", "--static"]);
            assert!(checked.code == 1 && checked.stdout.contains("this is a link"), "{checked:?}");
            refused(&place.run(&["pack", "add", "acme"]), "this is a link");
            std::fs::remove_file(place.path().join(link)).expect("removes");
        }
    }
    assert!(!place.path().join("home/packs/acme").exists());
    assert_eq!(place.run(&["pack", "add", "acme"]).code, 0);
    for id in ["../packs/acme", "..", "", "acme/first", "/etc"] {
        refused(&place.run(&["pack", "remove", id]), "no pack called");
    }
    edit(&place, "acme/pack.yaml", "id: acme", "id: fargate");
    refused(&place.run(&["pack", "add", "acme"]), "that of a module of the course");
    edit(&place, "acme/pack.yaml", "id: fargate", "id: ../../evil");
    refused(&place.run(&["pack", "add", "acme"]), "small letters");
    refused(&place.run(&["pack", "add", "nowhere"]), "no folder");
    refused(&place.run(&["author", "new", "pack", "acme"]), "is there already");
    refused(&place.run(&["author", "new", "pack", "Our Platform"]), "is none");
}

#[test]
fn a_broken_pack_is_left_out_and_told_once_by_every_command() {
    let place = place_with_pack();
    assert_eq!(place.run(&["pack", "add", "acme"]).code, 0);
    std::fs::rename(place.path().join("acme"), place.path().join("other")).expect("moves");
    edit(&place, "other/pack.yaml", "id: acme", "id: other");
    assert_eq!(place.run(&["pack", "add", "other"]).code, 0);
    place.write("home/packs/acme/book/modules.yaml", "version: 1\nmodules: [");
    std::fs::create_dir_all(place.path().join("home/packs/empty")).expect("makes a folder");
    for command in [&[][..], &["learn", "--list"], &["lab", "list"], &["progress"], &["quiz", "fargate/sizes", "--format", "json"]] {
        let ran = place.run(command);
        assert_eq!(ran.code, 0, "{command:?}: {ran:?}");
        let told = |pack: &str| {
            ran.stderr.matches(&format!("the content pack in {}", place.path().join("home/packs").join(pack).display())).count()
        };
        assert_eq!((told("acme"), told("empty"), told("other")), (1, 1, 0), "{command:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("book/modules.yaml"), "{command:?}: {}", ran.stderr);
    }
    assert!(place.run(&["learn", "--list"]).stdout.contains("other/first/welcome"), "the others are there");
    let listed = place.run(&["pack", "list"]);
    assert!(listed.code == 1 && listed.stdout.contains("left out") && listed.stdout.contains("other 0.1.0"), "{listed:?}");
    assert_eq!(place.run(&["pack", "remove", "acme"]).code, 0, "a broken one can be removed");
}
