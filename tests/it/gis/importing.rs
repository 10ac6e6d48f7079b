//! Layers of many formats and coordinate systems, read feature by feature with their attributes.

use std::convert::Infallible;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use berghald::gis::{
    self, FeatureSink, ImportError, ImportRequest, Imported, ImportedFeature, ImportedLayer,
    Reference, VectorError, VectorOddity,
};
use berghald::progress::Run;
use berghald::site::{AttributeKind, FieldValue, Shape, ShapeKind, flaw_of};
use geo::{Area as _, MultiPolygon};

use super::cases;
use super::make::{names_in, text};

/// Keeps all features.
#[derive(Default)]
struct Kept {
    layer: Option<ImportedLayer>,
    features: Vec<ImportedFeature>,
}

impl FeatureSink for Kept {
    type Error = Infallible;

    fn begin(&mut self, layer: &ImportedLayer) -> Result<(), Infallible> {
        self.layer = Some(layer.clone());
        Ok(())
    }

    fn add(&mut self, feature: ImportedFeature) -> Result<(), Infallible> {
        self.features.push(feature);
        Ok(())
    }
}

fn read(
    source: &str,
    stated_crs: Option<&str>,
    crs: &str,
) -> Result<(Imported, Vec<ImportedFeature>), VectorError> {
    let mut kept = Kept::default();
    let target = Reference::parse(crs).unwrap();
    let request = ImportRequest {
        source,
        stated_crs,
        target: &target,
    };
    match gis::import_features(request, &mut kept, &Run::default()) {
        Ok(imported) => {
            assert_eq!(kept.layer.as_ref(), Some(&imported.layer));
            assert_eq!(kept.features.len(), imported.features);
            Ok((imported, kept.features))
        }
        Err(ImportError::File(error)) => Err(error),
        Err(ImportError::Sink(never)) => match never {},
    }
}

fn polygons(feature: &ImportedFeature) -> &MultiPolygon<f64> {
    match &feature.shape {
        Shape::Polygons(polygons) => polygons,
        other => panic!("{other:?} is no polygon"),
    }
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    text(&path).to_owned()
}

fn geojson(crs: &str, features: &[&str]) -> String {
    format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":\
         {{\"name\":\"urn:ogc:def:crs:EPSG::{crs}\"}}}},\"features\":[{}]}}",
        features.join(",")
    )
}

const SQUARE: &str = "{\"type\":\"Polygon\",\"coordinates\":[[[420000,6860000],[420100,6860000],\
                      [420100,6860100],[420000,6860100],[420000,6860000]]]}";

fn feature(properties: &str, geometry: &str) -> String {
    format!("{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{geometry}}}")
}

#[test]
fn values_come_by_their_kinds_and_what_is_not_said_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let one = feature(
        "{\"navn\":\"Blåbærmyr æøå\",\"klasse\":60,\"areal\":1.5}",
        SQUARE,
    );
    let other = feature("{\"navn\":null,\"dato\":\"2024-02-29\"}", SQUARE);
    let path = write(
        folder.path(),
        "a.geojson",
        geojson("25832", &[&one, &other]),
    );
    let (imported, features) = read(&path, None, "EPSG:25832").unwrap();
    let fields = &imported.layer.fields;
    let value = |feature: usize, name: &str| {
        let place = fields.iter().position(|field| field.name == name).unwrap();
        (fields[place].kind, features[feature].values[place].clone())
    };
    let text = |text: &str| Some(FieldValue::Text(text.to_owned()));
    let myr = text("Blåbærmyr æøå");
    assert_eq!(value(0, "navn"), (AttributeKind::Text, myr));
    let class = Some(FieldValue::Integer(60));
    assert_eq!(value(0, "klasse"), (AttributeKind::Integer, class));
    let area = Some(FieldValue::Number(1.5));
    assert_eq!(value(0, "areal"), (AttributeKind::Number, area));
    for (feature, name) in [(0, "dato"), (1, "navn"), (1, "klasse"), (1, "areal")] {
        assert_eq!(value(feature, name).1, None, "{name}");
    }
    let (AttributeKind::Text, Some(FieldValue::Text(date))) = value(1, "dato") else {
        panic!("no date")
    };
    assert!(date.starts_with("2024"), "{date}");
    assert_eq!(polygons(&features[0]).unsigned_area(), 10_000.0);
}

#[test]
fn mixed_kinds_stay_what_they_are_and_collections_keep_the_largest() {
    let folder = tempfile::tempdir().unwrap();
    let line = "{\"type\":\"LineString\",\"coordinates\":[[420000,6860000,7],[420100,6860000,8]]}";
    let point = "{\"type\":\"Point\",\"coordinates\":[420000,6860000]}";
    let both = format!("{{\"type\":\"GeometryCollection\",\"geometries\":[{point},{SQUARE}]}}");
    let all = [SQUARE, line, point, both.as_str(), "null"].map(|shape| feature("{}", shape));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let path = write(folder.path(), "a.geojson", geojson("25832", &all));
    let (imported, features) = read(&path, None, "EPSG:25832").unwrap();
    let kinds: Vec<ShapeKind> = features.iter().map(|one| one.shape.kind()).collect();
    let expected = [
        ShapeKind::Polygons,
        ShapeKind::Lines,
        ShapeKind::Points,
        ShapeKind::Polygons,
    ];
    assert_eq!(kinds, expected);
    for expected in [
        VectorOddity::EmptySkipped { features: 1 },
        VectorOddity::PartsLeftOut { features: 1 },
        VectorOddity::HeightsDropped { features: 1 },
    ] {
        assert!(imported.warnings.contains(&expected), "{imported:?}");
    }
}

#[test]
fn layers_of_another_zone_and_with_northings_first_land_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let one = feature("{}", SQUARE);
    let path = write(folder.path(), "a.geojson", geojson("25832", &[&one]));
    let (_, here) = read(&path, None, "EPSG:25833").unwrap();
    let area = polygons(&here[0]).unsigned_area();
    assert!((1.0..1.02).contains(&(area / 10_000.0)), "{area}");
    // EPSG:3044 is the same zone with the northing first in the register; files have the easting first.
    let path = write(folder.path(), "b.geojson", geojson("3044", &[&one]));
    let (_, turned) = read(&path, None, "EPSG:25832").unwrap();
    let corner = turned[0].shape.extent().unwrap().min();
    assert!((corner.x - 420_000.0).abs() < 1.0, "{corner:?}");
}

#[test]
fn a_file_without_a_coordinate_system_is_stated_or_taken_as_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let csv =
        "navn,WKT\nA,\"POLYGON((420000 6860000,420100 6860000,420100 6860100,420000 6860000))\"\n";
    let path = write(folder.path(), "a.csv", csv);
    let (imported, _) = read(&path, None, "EPSG:25832").unwrap();
    let name = Reference::parse("EPSG:25832").unwrap().name().to_owned();
    assert!(
        imported
            .warnings
            .contains(&VectorOddity::CrsAssumed { name: name.clone() })
    );
    let (imported, features) = read(&path, Some("EPSG:25832"), "EPSG:25833").unwrap();
    assert!(
        imported
            .warnings
            .contains(&VectorOddity::CrsStated { name })
    );
    assert!(features[0].shape.extent().unwrap().min().x < 420_000.0);
    let degrees = "navn,WKT\nA,\"POLYGON((10 60,10.1 60,10.1 60.1,10 60))\"\n";
    let path = write(folder.path(), "b.csv", degrees);
    assert_eq!(
        read(&path, None, "EPSG:25832").unwrap_err().code(),
        "crs_missing"
    );
    let (_, features) = read(&path, Some("EPSG:4326"), "EPSG:25832").unwrap();
    let corner = features[0].shape.extent().unwrap().min();
    assert!((6_600_000.0..6_700_000.0).contains(&corner.y), "{corner:?}");
}

#[test]
fn letters_of_shapefiles_come_by_their_code_pages() {
    let folder = tempfile::tempdir().unwrap();
    // A shapefile with one point, and a table of one field.
    let point = |name: &str, letters: &[u8], page: Option<&str>| {
        let mut shp = vec![0_u8; 128];
        shp[..4].copy_from_slice(&9994_i32.to_be_bytes());
        shp[24..28].copy_from_slice(&64_i32.to_be_bytes());
        shp[28..32].copy_from_slice(&1000_i32.to_le_bytes());
        shp[32..36].copy_from_slice(&1_i32.to_le_bytes());
        let at = [420_000.0_f64, 6_860_000.0];
        for (place, value) in [at[0], at[1], at[0], at[1]].into_iter().enumerate() {
            shp[36 + 8 * place..44 + 8 * place].copy_from_slice(&value.to_le_bytes());
        }
        shp[100..104].copy_from_slice(&1_i32.to_be_bytes());
        shp[104..108].copy_from_slice(&10_i32.to_be_bytes());
        shp[108..112].copy_from_slice(&1_i32.to_le_bytes());
        shp[112..120].copy_from_slice(&at[0].to_le_bytes());
        shp[120..128].copy_from_slice(&at[1].to_le_bytes());
        let mut shx = shp[..100].to_vec();
        shx[24..28].copy_from_slice(&54_i32.to_be_bytes());
        shx.extend(50_i32.to_be_bytes());
        shx.extend(10_i32.to_be_bytes());
        let mut dbf = vec![3, 124, 1, 1];
        dbf.extend(1_u32.to_le_bytes());
        dbf.extend(65_u16.to_le_bytes());
        dbf.extend(21_u16.to_le_bytes());
        dbf.extend([0; 20]);
        let mut field = *b"navn\0\0\0\0\0\0\0C\0\0\0\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        field[16] = 20;
        dbf.extend(field);
        dbf.push(13);
        dbf.push(b' ');
        let mut value = letters.to_vec();
        value.resize(20, b' ');
        dbf.extend(value);
        dbf.push(26);
        write(folder.path(), &format!("{name}.shx"), shx);
        write(folder.path(), &format!("{name}.dbf"), dbf);
        if let Some(page) = page {
            write(folder.path(), &format!("{name}.cpg"), page);
        }
        write(folder.path(), &format!("{name}.shp"), shp)
    };
    let name_in = |path: &str| {
        let (_, features) = read(path, Some("EPSG:25832"), "EPSG:25832").unwrap();
        features[0].values[0].clone()
    };
    let text = |text: &str| Some(FieldValue::Text(text.to_owned()));
    let latin = point("latin", b"Bl\xe5b\xe6r\xf8y", None);
    assert_eq!(name_in(&latin), text("Blåbærøy"));
    let cyrillic = point("cyrillic", b"\xcd\xe8\xea\xe5\xeb\xfc", Some("1251"));
    assert_eq!(name_in(&cyrillic), text("Никель"));
    let utf_8 = point("utf8", "Sørøya".as_bytes(), Some("UTF-8"));
    assert_eq!(name_in(&utf_8), text("Sørøya"));
}

#[test]
fn a_zip_archive_is_read_like_the_file_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let one = feature("{\"navn\":\"Myr\"}", SQUARE);
    let content = geojson("25832", &[&one]);
    let single = folder.path().join("one.zip");
    std::fs::write(&single, zipped(&[("dir/a.geojson", content.as_bytes())])).unwrap();
    let (imported, features) = read(text(&single), None, "EPSG:25832").unwrap();
    assert_eq!(
        (imported.features, features[0].values[0].is_some()),
        (1, true)
    );
    assert_eq!(imported.layer.path, single);
    let several = folder.path().join("several.zip");
    let files = [
        ("a.geojson", content.as_bytes()),
        ("b.geojson", content.as_bytes()),
    ];
    std::fs::write(&several, zipped(&files)).unwrap();
    let VectorError::SeveralLayers { layers, .. } =
        read(text(&several), None, "EPSG:25832").unwrap_err()
    else {
        panic!("no choice was asked for")
    };
    assert_eq!(layers, ["a.geojson", "b.geojson"]);
    assert_eq!(gis::layers_of(&several).unwrap(), layers);
    let chosen = format!("{}#b.geojson", text(&several));
    assert_eq!(read(&chosen, None, "EPSG:25832").unwrap().0.features, 1);
    assert_eq!(names_in(folder.path()), ["one.zip", "several.zip"]);
}

/// A ZIP archive of files that are stored as they are.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let offset = u32::try_from(archive.len()).unwrap();
        let size = u32::try_from(content.len()).unwrap();
        let length = u16::try_from(name.len()).unwrap();
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend([0; 4]);
        common.extend([0, 0, 0x21, 0x58]);
        common.extend(crc_32(content).to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend(length.to_le_bytes());
        common.extend([0, 0]);
        archive.write_all(b"PK\x03\x04").unwrap();
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(*content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (begin, size) = (archive.len(), directory.len());
    let count = u16::try_from(files.len()).unwrap();
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(u32::try_from(size).unwrap().to_le_bytes());
    archive.extend(u32::try_from(begin).unwrap().to_le_bytes());
    archive.extend([0, 0]);
    archive
}

fn crc_32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[test]
fn reading_stops_when_nobody_wants_it_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let one = feature("{}", SQUARE);
    let path = write(folder.path(), "a.geojson", geojson("25832", &[&one]));
    let target = Reference::parse("EPSG:25832").unwrap();
    let request = ImportRequest {
        source: &path,
        stated_crs: None,
        target: &target,
    };
    let run = Run::default();
    run.cancel();
    let mut kept = Kept::default();
    let stopped = gis::import_features(request, &mut kept, &run).unwrap_err();
    assert!(matches!(
        stopped,
        ImportError::File(VectorError::Cancelled { .. })
    ));
    assert!(kept.features.is_empty());
}

/// What a nasty file comes to: features, those of them whose polygons are none, and codes of warnings; or why it
/// is refused.
type Outcome = Result<(usize, usize, &'static [&'static str]), &'static str>;

/// The vector files that broke real software, with the layer that is read and the coordinate system of the project.
const NASTY: &[(&str, &str, Outcome)] = &[
    ("bigoffset.shp", "EPSG:25832", Err("coordinates_impossible")),
    (
        "curved_polys.gpkg",
        "EPSG:3035",
        Ok((4, 0, &["curves_linearised"])),
    ),
    (
        "geometrycollection.geojson",
        "EPSG:32647",
        Ok((1, 0, &["parts_left_out"])),
    ),
    ("multipatch.shp", "EPSG:25832", Err("faces_in_space")),
    ("nullvalues.geojson", "EPSG:25832", Err("no_features")),
    ("poly_non_conformant.gpkg", "EPSG:25833", Ok((1, 0, &[]))),
    (
        "poly_ring_self_intersection.gml",
        "EPSG:25833",
        Ok((1, 1, &[])),
    ),
    // Three in degrees; in the plane, where its long edges are straight, a fourth crosses itself.
    ("polygon_layer.shp", "EPSG:32633", Ok((25, 4, &[]))),
    (
        "polygon_layer_empty_geometries.geojson",
        "EPSG:25832",
        Ok((1, 0, &["empty_skipped"])),
    ),
    ("shp_latin1.dbf", "EPSG:25832", Err("no_features")),
    ("truncated.kml", "EPSG:25832", Err("cannot_read")),
    (
        "test_duplicate_fields.sos",
        "EPSG:25833",
        Err("several_layers"),
    ),
    (
        "test_duplicate_fields.sos#polygons",
        "EPSG:25833",
        Ok((1, 0, &[])),
    ),
    (
        "test_duplicate_fields.sos#lines",
        "EPSG:25833",
        Ok((17, 0, &[])),
    ),
];

#[test]
fn every_nasty_layer_is_refused_with_a_reason_or_read_with_what_is_wrong() {
    let Some(cases) = cases::folder() else { return };
    let mut faults = Vec::new();
    for (name, crs, expected) in NASTY {
        let file = cases.join("nasty").join(name);
        let seen = read(text(&file), None, crs).map(|(imported, features)| {
            let flawed = features.iter().filter(|feature| match &feature.shape {
                Shape::Polygons(polygons) => flaw_of(polygons).is_some(),
                _ => false,
            });
            let codes: Vec<&str> = imported.warnings.iter().map(VectorOddity::code).collect();
            (features.len(), flawed.count(), codes)
        });
        let is_right = match (&seen, expected) {
            (Ok((features, flawed, codes)), Ok((wanted, flaws, warnings))) => {
                features == wanted
                    && flawed == flaws
                    && warnings.iter().all(|code| codes.contains(code))
            }
            (Err(error), Err(code)) => error.code() == *code,
            _ => false,
        };
        if !is_right {
            faults.push(format!("{name}: {seen:?}, not {expected:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn areas_of_nasty_layers_are_those_that_are_known() {
    let Some(cases) = cases::folder() else { return };
    let area_m2 = |name: &str, crs: &str| {
        let file = cases.join("nasty").join(name);
        let (_, features) = read(text(&file), None, crs).unwrap();
        let areas = features.iter().map(|feature| feature.shape.area_m2());
        areas.sum::<f64>()
    };
    // In the coordinate system of the file itself.
    let own = |name: &str, layer: &str| {
        let file = cases.join("nasty").join(name);
        let source = format!("{}{layer}", text(&file));
        let (imported, _) = read(&source, None, "EPSG:25833").unwrap();
        format!("EPSG:{}", imported.layer.crs.unwrap().epsg.unwrap())
    };
    let sosi = "test_duplicate_fields.sos#polygons";
    let crs = own("test_duplicate_fields.sos", "#polygons");
    assert!((area_m2(sosi, &crs) - 19_086_253.815).abs() < 1.0);
}

#[test]
fn norwegian_letters_of_a_sosi_file_come_whole() {
    let Some(path) = cases::path("real/norway/testfile2.sos") else {
        return;
    };
    let layers = gis::layers_of(Path::new(&path)).unwrap();
    let mut letters = String::new();
    for layer in layers {
        let Ok((_, features)) = read(&format!("{path}#{layer}"), None, "EPSG:25833") else {
            continue;
        };
        for value in features
            .iter()
            .flat_map(|feature| &feature.values)
            .flatten()
        {
            letters.push_str(&value.to_string());
        }
    }
    assert!(!letters.contains('\u{fffd}'));
}

/// A square of 100 m with a name, in the character set that its head names.
fn sosi(folder: &Path, set: &str, encode: impl Fn(&str) -> Vec<u8>) -> PathBuf {
    let text = format!(
        ".HODE\n..TEGNSETT {set}\n..SOSI-VERSJON 4.5\n..SOSI-NIVÅ 2\n..TRANSPAR\n...KOORDSYS 23\n\
        ...ORIGO-NØ 0 0\n...ENHET 0.01\n..OMRÅDE\n...MIN-NØ 7000000 500000\n...MAX-NØ 7000100 500100\n\
        .KURVE 1:\n..OBJTYPE Grense\n..NØ\n700000000 50000000\n..NØ\n700010000 50000000\n\
        700010000 50010000\n700000000 50010000\n700000000 50000000\n\
        .FLATE 2:\n..OBJTYPE Flate\n..NAVN \"Kárášjohka æøå\"\n..REF :1\n..NØ\n700005000 50005000\n.SLUTT\n"
    );
    let file = folder.join("flate.sos");
    std::fs::write(&file, encode(&text)).unwrap();
    file
}

#[test]
fn sosi_is_read_in_utf_8_as_in_iso_8859_10() {
    let folder = tempfile::tempdir().unwrap();
    let nordic = |text: &str| {
        let byte = |letter| match letter {
            'š' => 0xBA,
            letter => u8::try_from(u32::from(letter)).unwrap(),
        };
        text.chars().map(byte).collect()
    };
    let unicode = |text: &str| text.as_bytes().to_vec();
    let marked = |text: &str| format!("\u{feff}{text}").into_bytes();
    let check = |set: &str, encode: &dyn Fn(&str) -> Vec<u8>| {
        let file = sosi(folder.path(), set, encode);
        let source = format!("{}#polygons", text(&file));
        let (_, features) = read(&source, None, "EPSG:25833").unwrap();
        assert!((features[0].shape.area_m2() - 10_000.0).abs() < 1e-6);
        let values = features[0].values.iter().flatten();
        let values: Vec<String> = values.map(ToString::to_string).collect();
        assert!(
            values.contains(&"Kárášjohka æøå".to_owned()),
            "{set}: {values:?}"
        );
        // The command line reads the same letters.
        let target = gis::Reference::parse("EPSG:25833").unwrap();
        let by_name = |_: &str, _: &[String]| Some("NAVN".to_owned());
        let layer = gis::read_site_layer(&source, by_name, &target, &Run::default()).unwrap();
        assert_eq!(layer.features[0].class.as_deref(), Some("Kárášjohka æøå"));
    };
    check("ISO8859-10", &nordic);
    check("UTF-8", &unicode);
    check("UTF-8", &marked);
}
