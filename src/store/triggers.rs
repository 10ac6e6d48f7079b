//! Spatial indexes and the triggers that keep them, and which triggers of other programs may run.

use super::schema::FEATURE_TABLES;
use crate::project::ContentName;

/// A spatial index, as the text behind `CREATE VIRTUAL TABLE`.
pub(super) fn index_of(table: &str) -> String {
    format!(r#""rtree_{table}_geom" USING rtree(id, minx, maxx, miny, maxy)"#)
}

/// Triggers that keep a spatial index, by annex F.3 of GeoPackage 1.3.
pub(super) fn index_triggers(table: &str) -> [String; 6] {
    let index = format!("rtree_{table}_geom");
    let (filled, empty) = (
        r#"(NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))"#,
        r#"(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))"#,
    );
    let insert = insert_into(&index);
    [
        format!(
            r#"CREATE TRIGGER "{index}_insert" AFTER INSERT ON "{table}" WHEN (new."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom")) BEGIN {insert} END"#
        ),
        format!(
            r#"CREATE TRIGGER "{index}_update1" AFTER UPDATE OF "geom" ON "{table}" WHEN OLD."fid" = NEW."fid" AND {filled} BEGIN {insert} END"#
        ),
        format!(
            r#"CREATE TRIGGER "{index}_update2" AFTER UPDATE OF "geom" ON "{table}" WHEN OLD."fid" = NEW."fid" AND {empty} BEGIN DELETE FROM "{index}" WHERE id = OLD."fid"; END"#
        ),
        format!(
            r#"CREATE TRIGGER "{index}_update3" AFTER UPDATE ON "{table}" WHEN OLD."fid" != NEW."fid" AND {filled} BEGIN DELETE FROM "{index}" WHERE id = OLD."fid"; {insert} END"#
        ),
        format!(
            r#"CREATE TRIGGER "{index}_update4" AFTER UPDATE ON "{table}" WHEN OLD."fid" != NEW."fid" AND {empty} BEGIN DELETE FROM "{index}" WHERE id IN (OLD."fid", NEW."fid"); END"#
        ),
        format!(
            r#"CREATE TRIGGER "{index}_delete" AFTER DELETE ON "{table}" WHEN old."geom" NOT NULL BEGIN DELETE FROM "{index}" WHERE id = OLD."fid"; END"#
        ),
    ]
}

fn insert_into(index: &str) -> String {
    format!(
        r#"INSERT OR REPLACE INTO "{index}" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));"#
    )
}

/// Every trigger on a table that may run with a save: those above, those of GeoPackage 1.4, which newer
/// programs put in their place, and GDAL's counting.
fn known_triggers(table: &str) -> Vec<String> {
    let mut known = Vec::new();
    if has_geometries(table) {
        known.extend(index_triggers(table));
        let index = format!("rtree_{table}_geom");
        let insert = insert_into(&index);
        let plain = insert.replace("INSERT OR REPLACE", "INSERT");
        let filled = |row: &str| format!(r"({row}.geom NOTNULL AND NOT ST_IsEmpty({row}.geom))");
        let (new, old) = (filled("NEW"), filled("OLD"));
        known.extend([
            format!(
                "CREATE TRIGGER {index}_update3 AFTER UPDATE OF geom ON {table} WHEN OLD.fid != NEW.fid AND {new} BEGIN DELETE FROM {index} WHERE id = OLD.fid; {insert} END"
            ),
            format!(
                "CREATE TRIGGER {index}_update5 AFTER UPDATE ON {table} WHEN OLD.fid != NEW.fid AND {new} BEGIN DELETE FROM {index} WHERE id = OLD.fid; {insert} END"
            ),
            format!(
                "CREATE TRIGGER {index}_update6 AFTER UPDATE OF geom ON {table} WHEN OLD.fid = NEW.fid AND {new} AND {old} BEGIN UPDATE {index} SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom), miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid; END"
            ),
            format!(
                "CREATE TRIGGER {index}_update7 AFTER UPDATE OF geom ON {table} WHEN OLD.fid = NEW.fid AND {new} AND (OLD.geom ISNULL OR ST_IsEmpty(OLD.geom)) BEGIN {plain} END"
            ),
        ]);
    }
    for (when, sign) in [("insert", '+'), ("delete", '-')] {
        known.push(format!(
            "CREATE TRIGGER trigger_{when}_feature_count_{table} AFTER {when} ON {table} BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count {sign} 1 WHERE lower(table_name) = lower('{table}'); END"
        ));
    }
    known
}

/// Whether a table is one of those with a geometry: of decisions and results, or a copied layer.
pub(super) fn has_geometries(table: &str) -> bool {
    FEATURE_TABLES.contains(&table) || ContentName::parse(table).is_some()
}

/// Whether a trigger on a table is one that may run with a save.
pub(super) fn is_known_trigger(table: &str, sql: &str) -> bool {
    let sql = essence(sql);
    known_triggers(table)
        .iter()
        .any(|known| essence(known) == sql)
}

/// SQL without what makes no difference: spaces, quotes and case.
pub(super) fn essence(sql: &str) -> String {
    sql.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '`' | ';'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_triggers_of_indexes_and_counts_are_known() {
        for trigger in index_triggers("outlines") {
            assert!(is_known_trigger("outlines", &trigger));
            assert!(!is_known_trigger("scenarios", &trigger));
            assert!(!is_known_trigger(
                "outlines",
                &trigger.replace("END", "DELETE FROM pits; END")
            ));
        }
        let count = "CREATE TRIGGER \"trigger_insert_feature_count_scenarios\" AFTER INSERT ON \"scenarios\" BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('scenarios'); END";
        assert!(is_known_trigger("scenarios", count));
        assert!(!is_known_trigger("outlines", count));
    }
}
