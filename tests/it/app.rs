//! The planner's way through the program without a window: actions in, state out.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use berghald::app::deposit::{DepositRequest, design_deposit};
use berghald::app::notice::Notice;
use berghald::app::{
    Action, App, Draft, FillRequest, Folders, Matter, OpenAs, OpenRequest, TaskError, WayOut,
    figures_of,
};
use berghald::design::{Batter, FillTarget, Outline, Slope, UnknownGround};
use berghald::progress::Run;
use berghald::project::{DepositId, Edit, Entry, LayerKind};
use berghald::units::{Metres, PlacedM3};
use berghald::words::{Language, Words};
use geo::{Coord, Polygon, Translate as _};
use tempfile::TempDir;

use crate::gis::make::Raster;
use crate::shapes::rectangle;

/// A program with folders of its own.
pub(crate) struct Desk {
    pub app: App,
    pub folder: TempDir,
    news: Receiver<()>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().to_owned();
        Self::keeping_in(folder, &kept)
    }

    /// A program that keeps its settings and drafts where another one did.
    pub(crate) fn after(kept: &Path) -> Self {
        Self::keeping_in(tempfile::tempdir().unwrap(), kept)
    }

    fn keeping_in(folder: TempDir, kept: &Path) -> Self {
        let (wake, news) = channel();
        let folders = Folders::inside(kept);
        let mut app = App::start(folders, move || {
            wake.send(()).ok();
        })
        .unwrap();
        app.update(Action::SetLanguage(Language::English));
        Self { app, folder, news }
    }

    /// Waits until nothing is being done.
    pub(crate) fn settle(&mut self) {
        loop {
            self.app.poll();
            if self.app.is_idle() && !self.app.poll() {
                return;
            }
            // A job that never ends fails the test instead of holding it up.
            self.news.recv_timeout(Duration::from_mins(2)).unwrap();
        }
    }

    pub(crate) fn open(&mut self, source: &str) {
        self.open_as(source, OpenAs::Anything, None);
    }

    pub(crate) fn open_as(&mut self, source: &str, what: OpenAs, stated_crs: Option<&str>) {
        self.app.update(Action::Open(vec![OpenRequest {
            source: source.to_owned(),
            what,
            stated_crs: stated_crs.map(str::to_owned),
        }]));
        self.settle();
    }

    pub(crate) fn act(&mut self, action: Action) {
        self.app.update(action);
        self.settle();
    }

    pub(crate) fn edit(&mut self, edit: Edit) {
        self.act(Action::Edit(edit));
    }

    /// Codes of the notices that wait.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        let words = Words::in_language(Language::English).unwrap();
        let posted = self.app.posted().iter();
        posted
            .map(|posted| posted.matter.notice(&words).code)
            .collect()
    }

    pub(crate) fn deposit(&self) -> DepositId {
        self.app.selected_deposit().unwrap().0
    }

    pub(crate) fn figures(&self, id: DepositId) -> Vec<(&'static str, f64)> {
        assert!(self.app.is_current(id));
        figures_of(&self.app.fill(id).unwrap().value().unwrap().design)
    }
}

pub(crate) fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files")
        .join(name);
    path.to_str().unwrap().to_owned()
}

pub(crate) fn with_sample() -> Desk {
    let mut desk = Desk::new();
    desk.open(&sample("synthetic-terrain.tif"));
    assert_eq!(desk.codes(), Vec::<&str>::new());
    desk
}

pub(crate) fn square() -> Polygon<f64> {
    rectangle(500_300.0, 7_000_250.0, 500_600.0, 7_000_550.0)
}

pub(crate) fn request(polygon: &Polygon<f64>) -> FillRequest {
    FillRequest::usual(Outline::new(polygon).unwrap())
}

/// What the command line says of an outline that was written to a file.
fn by_command_line(
    terrain: &str,
    outline: &Path,
    face: Slope,
    target: FillTarget,
) -> Vec<(&'static str, f64)> {
    let request = DepositRequest {
        batter: Batter::plain(face),
        target,
        ..DepositRequest::plain(terrain.to_owned(), outline.to_str().unwrap().to_owned())
    };
    figures_of(&design_deposit(&request, &Run::default()).unwrap().design)
}

#[test]
fn a_terrain_gives_the_project_its_coordinate_system_and_a_picture() {
    let mut desk = with_sample();
    let (id, layer) = desk
        .app
        .project()
        .layers_of(LayerKind::Terrain)
        .next()
        .unwrap();
    assert_eq!(layer.name, "synthetic-terrain");
    assert_eq!(desk.app.reference().unwrap().epsg(), Some(25833));
    let relief = desk.app.terrain(id).unwrap().relief.clone().unwrap();
    let height = relief.height_at(Coord {
        x: 500_502.5,
        y: 7_000_402.5,
    });
    assert!(height.is_some_and(|height| (100.0..170.0).contains(&height)));
    assert_eq!(desk.app.take_shown(), Some(Entry::Layer(id)));
    assert_eq!(desk.app.take_shown(), None);
}

#[test]
fn an_outline_becomes_a_deposit_with_the_figures_of_the_command_line() {
    let mut desk = with_sample();
    let outline = sample("synthetic-outline.geojson");
    desk.open_as(&outline, OpenAs::Outlines, None);
    let id = desk.deposit();
    let deposit = desk.app.project().deposit(id).unwrap();
    assert_eq!(deposit.name, "SYNTHETIC hillside deposit");
    let (face, target) = (
        Slope::new(1.0 / 1.5).unwrap(),
        FillTarget::Volume(PlacedM3(2e6)),
    );
    desk.edit(Edit::SetFace(id, face));
    desk.edit(Edit::SetTarget(id, target));
    let terrain = sample("synthetic-terrain.tif");
    let expected = by_command_line(&terrain, Path::new(&outline), face, target);
    assert_eq!(desk.figures(id), expected);
    // What is copied to the clipboard is the same outline, to the last bit.
    let copied = desk.folder.path().join("copied.geojson");
    std::fs::write(
        &copied,
        desk.app.outline_geojson(Entry::Deposit(id)).unwrap(),
    )
    .unwrap();
    assert_eq!(by_command_line(&terrain, &copied, face, target), expected);
    let table = desk.app.figures_table(Entry::Deposit(id)).unwrap();
    assert!(table.starts_with("fill_m3\t"), "{table}");
}

#[test]
fn everything_can_be_undone_and_results_follow() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    let at_capacity = desk.figures(id);
    desk.edit(Edit::SetTarget(id, FillTarget::Crest(Metres(150.0))));
    let at_crest = desk.figures(id);
    assert_ne!(at_crest, at_capacity);
    desk.act(Action::Undo);
    assert_eq!(desk.figures(id), at_capacity);
    desk.act(Action::Redo);
    assert_eq!(desk.figures(id), at_crest);
    for _ in 0..3 {
        desk.act(Action::Undo);
    }
    assert!(desk.app.project().is_empty());
    for _ in 0..3 {
        desk.act(Action::Redo);
    }
    assert_eq!(desk.figures(id), at_crest);
    assert_eq!(desk.app.history().undo_label(), Some("edit-set-target"));
}

#[test]
fn an_old_result_is_kept_and_known_to_be_old_until_the_new_one_is_there() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    let edit = Edit::SetTarget(id, FillTarget::Crest(Metres(150.0)));
    desk.app.update(Action::Edit(edit));
    assert!(!desk.app.is_current(id));
    assert!(desk.app.fill(id).unwrap().value().is_some());
    assert_eq!(desk.app.figures_table(Entry::Deposit(id)), None);
    desk.settle();
    assert!(desk.app.is_current(id));
}

#[test]
fn a_draft_is_followed_without_touching_the_project() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    let before = desk.app.project().clone();
    let deposit = before.deposit(id).unwrap();
    let moved = Outline::new(&square().translate(40.0, 10.0)).unwrap();
    let draft = Draft {
        deposit: Some(id),
        base: deposit.base,
        request: FillRequest::of(&deposit.reshaped(moved.clone())),
    };
    desk.act(Action::Preview(Some(draft.clone())));
    assert_eq!(desk.app.project(), &before);
    assert_eq!(desk.app.preview_lag(), 0);
    let preview = desk.app.preview().unwrap();
    assert_eq!(preview.draft, draft);
    let previewed = preview.result.as_ref().unwrap().design.fill;
    desk.act(Action::Preview(None));
    assert!(desk.app.preview().is_none());
    desk.edit(Edit::Reshape(Entry::Deposit(id), moved));
    let fill = desk.app.fill(id).unwrap().value().unwrap().design.fill;
    assert!(
        (fill.0 / previewed.0 - 1.0).abs() < 0.03,
        "{fill:?} {previewed:?}"
    );
}

#[test]
fn a_volume_that_does_not_fit_is_told_beside_the_figures() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    desk.edit(Edit::SetTarget(id, FillTarget::Volume(PlacedM3(1e9))));
    let fill = desk.app.fill(id).unwrap().value().unwrap().clone();
    assert!(!fill.design.fits);
    let words = Words::in_language(Language::Bokmal).unwrap();
    let told: Vec<&str> = fill
        .oddities
        .iter()
        .map(|oddity| Notice::of_oddity(oddity, &words).code)
        .collect();
    assert_eq!(told, ["does_not_fit"]);
}

#[test]
fn an_outline_beside_the_terrain_says_so() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(
        &square().translate(90_000.0, 0.0),
    )));
    let fill = desk.app.fill(desk.deposit()).unwrap();
    assert!(matches!(
        **fill.error().unwrap(),
        TaskError::DrawnBesideTerrain { .. }
    ));
}

#[test]
fn a_raster_in_degrees_is_refused_and_reprojecting_it_opens_the_copy() {
    let mut desk = Desk::new();
    let heights: Vec<f32> = (0..100_u16).map(f32::from).collect();
    let degrees = Raster {
        columns: 10,
        bands: vec![heights],
        transform: Some([7.0, 0.001, 0.0, 61.9, 0.0, -0.001]),
        crs: Some("EPSG:4326"),
    };
    let path = degrees.write(desk.folder.path(), |_| {});
    desk.open(path.to_str().unwrap());
    assert_eq!(desk.codes(), ["crs_geographic"]);
    assert!(desk.app.project().is_empty());
    let posted = desk.app.posted()[0].clone();
    let [WayOut::Reproject { source, stated_crs }] = posted.ways_out.as_slice() else {
        panic!("{:?}", posted.ways_out);
    };
    desk.app.update(Action::Dismiss(posted.id));
    desk.act(Action::Reproject {
        source: source.clone(),
        stated_crs: stated_crs.clone(),
    });
    desk.settle();
    assert_eq!(desk.app.reference().unwrap().epsg(), Some(25832));
    assert!(desk.folder.path().join("made-utm.tif").exists());
    assert!(matches!(desk.app.posted()[0].matter, Matter::Done(..)));
}

#[test]
fn a_raster_without_a_coordinate_system_is_opened_once_one_is_named() {
    let mut desk = Desk::new();
    let path = Raster::new(vec![5.0_f32; 16])
        .crs(None)
        .write(desk.folder.path(), |_| {});
    let source = path.to_str().unwrap();
    desk.open(source);
    assert_eq!(desk.codes(), ["crs_missing"]);
    assert!(matches!(
        desk.app.posted()[0].ways_out.as_slice(),
        [WayOut::StateCrs { .. }]
    ));
    desk.open_as(source, OpenAs::Anything, Some("EPSG:25832"));
    assert_eq!(desk.app.reference().unwrap().epsg(), Some(25832));
    // That it was the planner who said so stays with the results.
    assert!(desk.codes().contains(&"crs_stated"));
}

#[test]
fn a_second_terrain_elsewhere_is_refused_with_a_way_out() {
    let mut desk = with_sample();
    let path = Raster::new(vec![5.0_f32; 16]).write(desk.folder.path(), |_| {});
    desk.open(path.to_str().unwrap());
    assert_eq!(desk.codes(), ["terrain_elsewhere"]);
    assert_eq!(desk.app.project().layers_of(LayerKind::Terrain).count(), 1);
}

#[test]
fn of_two_terrains_opened_at_once_the_second_must_fit_the_first() {
    let mut desk = Desk::new();
    let elsewhere = Raster::new(vec![5.0_f32; 16]).write(desk.folder.path(), |_| {});
    for source in [
        sample("synthetic-terrain.tif"),
        elsewhere.display().to_string(),
    ] {
        desk.app.update(Action::Open(vec![OpenRequest {
            source,
            what: OpenAs::Anything,
            stated_crs: None,
        }]));
    }
    desk.settle();
    assert_eq!(desk.codes(), ["terrain_elsewhere"]);
    assert_eq!(desk.app.project().layers_of(LayerKind::Terrain).count(), 1);
}

#[test]
fn files_that_are_opened_together_may_come_in_any_order() {
    let mut desk = Desk::new();
    let sources = [
        ("synthetic-outline.geojson", OpenAs::Outlines),
        ("synthetic-terrain.tif", OpenAs::Anything),
    ];
    let requests = sources.map(|(name, what)| OpenRequest {
        source: sample(name),
        what,
        stated_crs: None,
    });
    desk.act(Action::Open(requests.to_vec()));
    desk.settle();
    assert_eq!(desk.codes(), Vec::<&str>::new());
    assert_eq!(desk.app.project().deposits.len(), 1);
    assert!(desk.app.is_current(desk.deposit()));
}

#[test]
fn an_outline_before_any_terrain_says_what_comes_first() {
    let mut desk = Desk::new();
    desk.open(&sample("synthetic-outline.geojson"));
    assert_eq!(desk.codes(), ["terrain_first"]);
    desk.open("nowhere/at-all.tif");
    assert_eq!(desk.codes()[1], "file_missing");
}

#[test]
fn a_picture_that_lies_nowhere_is_refused_and_leaves_no_layer() {
    let mut desk = with_sample();
    let layers = desk.app.project().layers.clone();
    let path = desk.folder.path().join("nowhere.png");
    image::RgbImage::new(8, 8).save(&path).unwrap();
    desk.open(path.to_str().unwrap());
    assert_eq!(desk.codes(), ["no_georeference"]);
    assert_eq!(desk.app.project().layers, layers);
}

#[test]
fn a_scanned_map_becomes_a_background_on_the_terrain() {
    let mut desk = with_sample();
    let map = Raster {
        columns: 16,
        bands: vec![vec![200_u8; 256], vec![180; 256], vec![90; 256]],
        transform: Some([500_100.0, 40.0, 0.0, 7_000_800.0, 0.0, -40.0]),
        crs: Some("EPSG:25833"),
    };
    let path = map.write(desk.folder.path(), |dataset| {
        use gdal::raster::ColorInterpretation as Color;
        for (band, color) in [
            (1, Color::RedBand),
            (2, Color::GreenBand),
            (3, Color::BlueBand),
        ] {
            dataset
                .rasterband(band)
                .unwrap()
                .set_color_interpretation(color)
                .unwrap();
        }
    });
    desk.open(path.to_str().unwrap());
    let (id, layer) = desk
        .app
        .project()
        .layers_of(LayerKind::Background)
        .next()
        .unwrap();
    assert!(layer.visible);
    let extent = desk.app.background(id).unwrap().placement(0).extent();
    assert!((extent.min().x - 500_100.0).abs() < 1e-6, "{extent:?}");
    // Above the terrain, or it could not be seen.
    let order = &desk.app.project().order;
    assert_eq!(order[0], Entry::Layer(id));
}

#[test]
fn trouble_is_told_in_the_language_that_is_set_now() {
    let mut desk = Desk::new();
    desk.open("nowhere/at-all.tif");
    let message = |desk: &Desk| desk.app.posted()[0].matter.notice(desk.app.words()).message;
    let english = message(&desk);
    // The name of the file in the sentence, where it lies in the details.
    assert!(!english.contains("nowhere"), "{english}");
    let notice = desk.app.posted()[0].matter.notice(desk.app.words());
    assert!(notice.details.ends_with("nowhere/at-all.tif"));
    desk.act(Action::SetLanguage(Language::Bokmal));
    let norwegian = message(&desk);
    assert!(english.contains("at-all.tif") && norwegian.contains("at-all.tif"));
    assert_ne!(english, norwegian);
    // The setting is kept.
    let kept = berghald::app::Settings::load(desk.app.folders());
    assert_eq!(kept.language(), Language::Bokmal);
}

#[test]
fn names_of_real_mines_are_read_from_a_package_with_many_layers() {
    let (Some(terrain), Some(package)) = (
        crate::gis::cases::path("real/grasdalen/dtm5_grasdalen.tif"),
        crate::gis::cases::path("real/norway/n1000.gpkg"),
    ) else {
        return;
    };
    let mut desk = Desk::new();
    desk.open(&terrain);
    desk.open(&package);
    let posted = desk.app.posted().last().unwrap().clone();
    let [WayOut::ChoosePart { parts, .. }] = posted.ways_out.as_slice() else {
        panic!("{posted:?}");
    };
    assert!(parts.iter().any(|part| part == "Myr"), "{parts:?}");
}

#[test]
fn a_file_that_was_opened_before_and_is_gone_is_known_to_be_missing() {
    let mut desk = Desk::new();
    let path = Raster::new(vec![5.0_f32; 16]).write(desk.folder.path(), |_| {});
    let source = path.to_str().unwrap();
    desk.open(source);
    desk.act(Action::NewProject);
    assert!(
        desk.app
            .settings()
            .recent
            .iter()
            .any(|recent| recent == source)
    );
    assert!(!desk.app.is_missing(source));
    std::fs::remove_file(&path).unwrap();
    desk.act(Action::NewProject);
    assert!(desk.app.is_missing(source));
}

#[test]
fn no_data_along_the_outline_is_refused_with_a_way_out() {
    let mut desk = Desk::new();
    let mut heights = vec![10.0_f32; 900];
    heights[15 * 30 + 5] = f32::NAN;
    let raster = Raster {
        columns: 30,
        ..Raster::new(heights)
    };
    let path = raster.write(desk.folder.path(), |_| {});
    desk.open(path.to_str().unwrap());
    let polygon = rectangle(420_026.0, 6_859_900.0, 420_100.0, 6_859_960.0);
    desk.act(Action::AddDeposit(request(&polygon)));
    let id = desk.deposit();
    let error = desk.app.fill(id).unwrap().error().unwrap().clone();
    let ways = berghald::app::ways_out_of_design(&error, id);
    assert_eq!(ways, [WayOut::UseNearestGround(id)], "{error:?}");
    desk.edit(Edit::SetUnknownGround(id, UnknownGround::UseNearest));
    assert!(desk.app.fill(id).unwrap().value().is_some());
}
