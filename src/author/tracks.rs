//! Tracks: every module stands in one, and they go through the modules in the order of the course.

use crate::course::{Course, Problem};

/// What is wrong with the tracks; a course without any has none.
pub fn track_problems(course: &Course) -> Vec<Problem> {
    let mut said = Vec::new();
    for track in &course.tracks {
        let places: Vec<Option<usize>> = track.modules.iter().map(|id| course.modules.iter().position(|module| module.id == *id)).collect();
        for (id, place) in track.modules.iter().zip(&places) {
            if place.is_none() {
                said.push(format!("the track {} names the module {id}, which is none", track.id));
            }
        }
        if !places.iter().flatten().is_sorted_by(|before, after| before < after) {
            said.push(format!("the modules of the track {} are not in the order of the course", track.id));
        }
    }
    if !course.tracks.is_empty() {
        let in_none = |id: &&str| !course.tracks.iter().any(|track| track.modules.iter().any(|module| module == id));
        let ids = course.modules.iter().map(|module| module.id.as_str());
        said.extend(ids.filter(in_none).map(|id| format!("the module {id} is in no track")));
    }
    said.into_iter().map(|message| Problem::of("book/modules.yaml", message)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_names_modules_in_their_order_and_every_module_is_in_one() {
        let mut course = Course::embedded();
        assert_eq!(track_problems(&course), []);
        course.tracks.truncate(1);
        course.tracks[0].modules.push("nothing".to_string());
        course.tracks[0].modules.swap(0, 1);
        let said: Vec<String> = track_problems(&course).iter().map(ToString::to_string).collect();
        let begins = |text: &str| said.iter().any(|said| said.contains(text));
        assert!(begins("the module nothing, which is none") && begins("not in the order") && begins("fargate is in no track"), "{said:?}");
    }
}
