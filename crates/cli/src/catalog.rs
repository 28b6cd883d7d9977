//! `rowproof catalog`

use std::io::Write;
use std::process::ExitCode;

use rowproof_diagram::{Diagram, View, dbml, mermaid, svg};
use rowproof_engine::analyze;
use rowproof_export::json::catalog::RelationJson;
use rowproof_export::json::catalog_json;

use crate::arguments::{CatalogArguments, CatalogFormat};
use crate::{Failure, input};

pub(crate) fn run(arguments: &CatalogArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let document = input::document(&arguments.files)?;
    let report = analyze(&document, &arguments.server.settings());
    // A file has no edge: every relation is drawn, however many.
    let diagram = || {
        let view = View {
            ungrouped: true,
            ..View::default()
        };
        Diagram::view(&report.catalog, &view)
    };
    match arguments.format {
        CatalogFormat::Mermaid => out.write_all(mermaid(&diagram()).as_bytes())?,
        CatalogFormat::Svg => out.write_all(svg(&diagram()).as_bytes())?,
        CatalogFormat::Dbml => out.write_all(dbml(&report.catalog).as_bytes())?,
        CatalogFormat::Json => {
            let catalog = catalog_json(&report);
            serde_json::to_writer_pretty(&mut *out, &catalog)?;
            writeln!(out)?;
        }
        CatalogFormat::Human => {
            let catalog = catalog_json(&report);
            for relation in &catalog.relations {
                write_relation(out, relation)?;
            }
            for place in &catalog.not_understood {
                writeln!(out, "not understood: {}: {}", place.subject, place.reason)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_relation(out: &mut impl Write, relation: &RelationJson) -> Result<(), Failure> {
    writeln!(out, "{} {}", relation.kind, relation.name)?;
    for column in &relation.columns {
        let key = relation
            .primary_key
            .as_ref()
            .is_some_and(|key| key.contains(&column.name));
        let null = if column.nullable { "null" } else { "not null" };
        let key = if key { ", key" } else { "" };
        writeln!(out, "  {}  {}  {null}{key}", column.name, column.data_type)?;
    }
    for key in &relation.foreign_keys {
        writeln!(
            out,
            "  ({}) -> {} ({})",
            key.columns.join(", "),
            key.referenced,
            key.referenced_columns.join(", ")
        )?;
    }
    for index in &relation.indexes {
        let unique = if index.unique { "unique " } else { "" };
        writeln!(out, "  {unique}index {} ({})", index.name, index.keys.join(", "))?;
    }
    writeln!(out)?;
    Ok(())
}
