//! What a project file holds and whether it is whole, for people and as JSON.

#![expect(
    clippy::disallowed_types,
    reason = "`fl!` hands its arguments over in a HashMap, which is only looked up in"
)]

use std::fmt::Write as _;

use i18n_embed_fl::fl;
use serde_json::{Value, json};

use super::masses;
use super::people::areas_text;
use super::takes;
use crate::app::check::{
    CheckedFigure, CheckedFrozen, CheckedProject, CheckedSource, CheckedState, CheckedSum,
};
use crate::app::notice::Notice;
use crate::app::scenario_list::{
    ListedDeposit, ListedGround, ListedPit, ListedScenario, ScenarioList,
};
use crate::app::{MassBook, SiteAreas, purpose_text};
use crate::balance::Binding;
use crate::project::{Areas, Entry};
use crate::words::Words;

/// The scenarios as JSON.
pub(super) fn scenarios_json(list: &ScenarioList, words: &Words) -> Value {
    let scenarios = list.scenarios.iter();
    let scenarios = scenarios.map(|scenario| scenario_json(scenario, words));
    json!({ "areas": list.areas.id(), "scenarios": scenarios.collect::<Value>() })
}

fn scenario_json(scenario: &ListedScenario, words: &Words) -> Value {
    let take = scenario.take.as_deref();
    let book = scenario.book.as_deref();
    let deposits = scenario.deposits.iter();
    let deposits = deposits.map(|deposit| deposit_json(deposit, book));
    json!({
        "id": scenario.id.0,
        "name": scenario.name,
        "zero": scenario.is_zero,
        "what_if": scenario.is_what_if,
        "frozen": scenario.is_frozen,
        "note": scenario.note,
        "fates": book.map(masses::fates_json),
        "unplaced_causes": book.map_or_else(Vec::new, masses::causes_json),
        "years": book.map_or_else(Vec::new, masses::years_json),
        "ledger": book.map(masses::ledger_json),
        "deposits": deposits.collect::<Value>(),
        "pits": scenario.pits.iter().map(pit_json).collect::<Value>(),
        "other_ground": scenario.other_ground.iter().map(ground_json).collect::<Value>(),
        "land_take_m2": scenario.land_take_m2,
        "hard_conflicts": take.map(takes::hard_conflicts),
        "land_take": take.map(|take| takes::take_json(take, words)),
    })
}

fn deposit_json(deposit: &ListedDeposit, book: Option<&MassBook>) -> Value {
    let figure = |name: &str| deposit.figures?.get(name);
    json!({
        "id": deposit.id.0,
        "name": deposit.name,
        "current": deposit.is_current,
        "temporary_because": deposit.temporary,
        "crest_level_m": figure("crest_level_m"),
        "fill_m3": figure("fill_m3"),
        "footprint_area_m2": figure("footprint_area_m2"),
        "full_year": book.and_then(|book| masses::full_year(book, Entry::Deposit(deposit.id))),
        "life_cycle": masses::life_json(&deposit.life),
    })
}

fn ground_json(ground: &ListedGround) -> Value {
    json!({
        "id": ground.id.0,
        "name": ground.name,
        "purpose": ground.purpose.id(),
        "area_m2": ground.area.0,
        "temporary_because": ground.temporary,
    })
}

fn pit_json(pit: &ListedPit) -> Value {
    let figure = |name: &str| {
        let (figures, _) = pit.figures?;
        figures.get(name)
    };
    let binding = pit.figures.map(|(_, binding)| match binding {
        Binding::Cap => "cap",
        Binding::Void => "void",
        Binding::Target => "target",
    });
    json!({
        "id": pit.id.0,
        "name": pit.name,
        "kind": if pit.is_stope { "stope" } else { "pit" },
        "current": pit.is_current,
        "binding": binding,
        "cap": pit.cap,
        "extracted_bank_m3": figure("extracted_bank_m3"),
        "usable_void_m3": figure("usable_void_m3"),
        "limit_by_cap_bank_m3": figure("limit_by_cap_bank_m3"),
        "limit_by_void_bank_m3": figure("limit_by_void_bank_m3"),
        "backfill_bank_m3": figure("backfill_bank_m3"),
        "backfill_placed_m3": figure("backfill_placed_m3"),
        "refused_bank_m3": figure("refused_bank_m3"),
        "level_m": figure("level_m"),
    })
}

/// A check as JSON.
pub(super) fn check_json(checked: &CheckedProject) -> Value {
    let source = |source: &CheckedSource| {
        json!({
            "name": source.name,
            "path": source.path,
            "state": state_name(source.state),
            "copied": source.is_copied,
        })
    };
    let figure = |figure: &CheckedFigure| {
        let (kind, id) = figure.entry.kind_and_number();
        json!({
            "id": format!("{kind}-{id}/{}", figure.figure),
            "scenario": figure.scenario,
            (kind): figure.name,
            "current": figure.is_current,
            "stored": figure.stored,
            "recomputed": figure.recomputed,
            "same": figure.is_same(),
        })
    };
    let sum = |sum: &CheckedSum| {
        json!({
            "id": format!("scenario-{}/{}", sum.scenario.0, sum.figure),
            "scenario": sum.scenario_name,
            "stored": sum.stored,
            "recomputed": sum.recomputed,
            "same": sum.is_same(),
        })
    };
    let areas = |areas: &SiteAreas| {
        let better = areas.better();
        json!({
            "crs": areas.crs,
            "planar_over_ground": 1.0 + areas.off.excess,
            "better_crs": better.as_ref().map(|(crs, _)| crs),
            "better_planar_over_ground": better.as_ref().map(|(_, excess)| 1.0 + excess),
        })
    };
    let integrity = &checked.integrity;
    let is_whole = integrity.problems.is_empty() && integrity.log_replays;
    json!({
        "status": if checked.is_same() { "same" } else { "differs" },
        "integrity": if is_whole { "ok" } else { "damaged" },
        "problems": integrity.problems,
        "log_replays": integrity.log_replays,
        "log_entries": integrity.log_entries,
        "sources": checked.sources.iter().map(source).collect::<Value>(),
        "results": checked.results.iter().map(figure).collect::<Value>(),
        "ledger": checked.ledger.iter().map(sum).collect::<Value>(),
        "frozen": checked.frozen.iter().map(frozen_json).collect::<Value>(),
        "areas": checked.areas.as_ref().map(areas),
    })
}

fn frozen_json(frozen: &CheckedFrozen) -> Value {
    let figures = frozen
        .figures
        .iter()
        .map(|(name, stored, now)| json!({ "id": name, "stored": stored, "recomputed": now }));
    let changed = frozen
        .changed
        .iter()
        .map(|(at, was, is)| json!({ "input": at, "was": was, "is": is }));
    json!({
        "id": format!("scenario-{}", frozen.scenario.0),
        "scenario": frozen.name,
        "frozen_at": frozen.at.to_string(),
        "frozen_by": frozen.by,
        "same": frozen.is_same(),
        "figures": figures.collect::<Value>(),
        "changed_inputs": changed.collect::<Value>(),
    })
}

fn state_name(state: CheckedState) -> &'static str {
    match state {
        CheckedState::Same => "same",
        CheckedState::Changed => "changed",
        CheckedState::Missing => "missing",
        CheckedState::NotRecorded => "not_recorded",
    }
}

/// The scenarios for people.
pub(super) fn scenarios_text(list: &ScenarioList, words: &Words) -> String {
    let loader = &words.loader;
    let mut text = String::new();
    if list.areas != Areas::default() {
        // Writing to a string cannot fail.
        writeln!(text, "({})", areas_text(list.areas, words)).ok();
    }
    for scenario in &list.scenarios {
        let mut marks = Vec::new();
        if scenario.is_what_if {
            marks.push(fl!(loader, "scenario-is-what-if"));
        }
        if scenario.is_frozen {
            marks.push(fl!(loader, "scenario-is-frozen"));
        }
        let marks = if marks.is_empty() {
            String::new()
        } else {
            format!(" ({})", marks.join(", "))
        };
        // Writing to a string cannot fail.
        writeln!(text, "{}{marks}", scenario.name).ok();
        if !scenario.note.is_empty() {
            writeln!(text, "  {}", scenario.note).ok();
        }
        for deposit in &scenario.deposits {
            let figures = deposit.figures.map_or_else(
                || fl!(loader, "figures-not-kept"),
                |figures| {
                    let figure = |name: &str| figures.get(name).unwrap_or(f64::NAN);
                    fl!(
                        loader,
                        "deposit-line",
                        volume = words.volume(figure("fill_m3")),
                        area = words.area(figure("footprint_area_m2")),
                        crest = words.quantity(figure("crest_level_m"), 1, "m")
                    )
                },
            );
            writeln!(text, "  {}: {figures}", deposit.name).ok();
            temporary_line(&mut text, deposit.temporary.as_deref(), words);
        }
        for pit in &scenario.pits {
            writeln!(text, "  {}: {}", pit.name, pit_text(pit, words)).ok();
        }
        for ground in &scenario.other_ground {
            let purpose = purpose_text(ground.purpose, words);
            let area = words.area(ground.area.0);
            let told = fl!(loader, "ground-line", purpose = purpose, area = area);
            writeln!(text, "  {}: {told}", ground.name).ok();
            temporary_line(&mut text, ground.temporary.as_deref(), words);
        }
        let land_take = scenario
            .land_take_m2
            .filter(|_| !scenario.deposits.is_empty());
        match land_take {
            Some(area) => {
                let area = words.area(area);
                writeln!(text, "  {}", fl!(loader, "land-take-line", area = area)).ok();
            }
            None if scenario.is_empty() => {
                writeln!(text, "  {}", fl!(loader, "scenario-empty")).ok();
            }
            None => {}
        }
        if let Some(take) = &scenario.take {
            text.push_str(&takes::take_text(take, words));
        }
    }
    text
}

fn temporary_line(text: &mut String, reason: Option<&str>, words: &Words) {
    if let Some(reason) = reason {
        let reason = fl!(words.loader, "temporary-line", reason = reason);
        writeln!(text, "    {reason}").ok();
    }
}

fn pit_text(pit: &ListedPit, words: &Words) -> String {
    let loader = &words.loader;
    let Some((figures, binding)) = pit.figures else {
        return fl!(loader, "figures-not-kept");
    };
    let volume = |name: &str| words.number(figures.get(name).unwrap_or(f64::NAN), 0);
    let binding = match binding {
        Binding::Cap => fl!(loader, "binding-cap"),
        Binding::Void => fl!(loader, "binding-void"),
        Binding::Target => fl!(loader, "binding-target"),
    };
    fl!(
        loader,
        "pit-line",
        bank = volume("backfill_bank_m3"),
        placed = volume("backfill_placed_m3"),
        extracted = volume("extracted_bank_m3"),
        binding = binding
    )
}

/// A check for people.
pub(super) fn check_text(checked: &CheckedProject, words: &Words) -> String {
    let loader = &words.loader;
    let mut text = String::new();
    let mut line = |line: String| writeln!(text, "{line}").ok();
    let integrity = &checked.integrity;
    if integrity.problems.is_empty() {
        let entries = words.number(integrity.log_entries as f64, 0);
        line(fl!(loader, "check-whole", count = entries));
    }
    for problem in &integrity.problems {
        line(fl!(loader, "check-problem", problem = problem.clone()));
    }
    if !integrity.log_replays {
        line(fl!(loader, "check-log-differs"));
    }
    for source in &checked.sources {
        let state = match source.state {
            CheckedState::Same => fl!(loader, "check-source-same"),
            CheckedState::Changed => fl!(loader, "check-source-changed"),
            CheckedState::Missing if source.is_copied => fl!(loader, "check-source-copied"),
            CheckedState::Missing => fl!(loader, "check-source-missing"),
            CheckedState::NotRecorded => fl!(loader, "check-source-not-recorded"),
        };
        line(format!("{}: {state}", source.path.display()));
    }
    let same = checked.results.iter().filter(|figure| figure.is_same());
    let (same, all) = (same.count() as f64, checked.results.len() as f64);
    line(fl!(
        loader,
        "check-figures",
        same = words.number(same, 0),
        all = words.number(all, 0)
    ));
    for figure in checked.results.iter().filter(|figure| !figure.is_same()) {
        line(format!(
            "  {} / {} / {}: {} → {}",
            figure.scenario,
            figure.name,
            figure.figure,
            words.number(figure.stored, 3),
            now_text(figure.recomputed, words)
        ));
    }
    if !checked.ledger.is_empty() {
        let same = checked.ledger.iter().filter(|sum| sum.is_same());
        let (same, all) = (same.count() as f64, checked.ledger.len() as f64);
        line(fl!(
            loader,
            "check-ledger",
            same = words.number(same, 0),
            all = words.number(all, 0)
        ));
    }
    for sum in checked.ledger.iter().filter(|sum| !sum.is_same()) {
        line(format!(
            "  {} / {}: {} → {}",
            sum.scenario_name,
            sum.figure,
            words.number(sum.stored, 3),
            now_text(sum.recomputed, words)
        ));
    }
    for frozen in &checked.frozen {
        let arguments = [
            ("scenario", frozen.name.clone()),
            ("at", words.time(frozen.at)),
            ("who", frozen.by.clone()),
        ];
        let id = if frozen.is_same() {
            "check-frozen-same"
        } else {
            "check-frozen-differs"
        };
        line(words.text(id, &arguments));
        for (name, was, is) in frozen.different() {
            let (was, is) = (words.number(*was, 3), now_text(*is, words));
            line(format!("  {name}: {was} → {is}"));
        }
        for (at, was, is) in &frozen.changed {
            let told = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
            line(format!("  {at}: {} → {}", told(was), told(is)));
        }
    }
    line(if checked.is_same() {
        fl!(loader, "check-same")
    } else {
        fl!(loader, "check-differs")
    });
    text
}

fn now_text(recomputed: Option<f64>, words: &Words) -> String {
    recomputed.map_or_else(|| "–".to_owned(), |now| words.number(now, 3))
}

/// What to be careful about in a list.
pub(super) fn scenario_warnings(list: &ScenarioList, words: &Words) -> Vec<Notice> {
    let mut warnings: Vec<Notice> = list
        .news
        .iter()
        .map(|news| Notice::of_project(news, words))
        .collect();
    for name in &list.missing {
        warnings.push(Notice::of_source("source_missing", name.as_ref(), words));
    }
    for scenario in &list.scenarios {
        for (name, has_figures) in scenario.without_current_figures() {
            let code = if has_figures {
                "figures_out_of_date"
            } else {
                "figures_not_kept"
            };
            warnings.push(of_entry(code, &scenario.name, name, words));
        }
    }
    warnings
}

/// What to be careful about in a check.
pub(super) fn check_warnings(checked: &CheckedProject, words: &Words) -> Vec<Notice> {
    let of_file = checked.news.iter();
    let mut warnings: Vec<Notice> = of_file
        .map(|news| Notice::of_project(news, words))
        .collect();
    warnings.extend(checked.areas.as_ref().map(|areas| areas.notice(words)));
    for (scenario, name) in &checked.without_figures {
        warnings.push(of_entry("figures_not_kept", scenario, name, words));
    }
    warnings
}

fn of_entry(code: &'static str, scenario: &str, name: &str, words: &Words) -> Notice {
    let arguments = [
        ("scenario", scenario.to_owned()),
        ("deposit", name.to_owned()),
    ];
    let message = words.text(&format!("warning-{code}"), &arguments);
    Notice {
        code,
        ..Notice::plain(message)
    }
}
