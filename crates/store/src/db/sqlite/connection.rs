//! Running statements on a connection.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Rows, ToSql, params_from_iter};

use super::super::{Answer, Row, Statement, Value};

/// Runs a statement to its end and says what it gave and how many rows it touched.
pub(super) fn run(
    connection: &Connection,
    statement: &Statement,
    values: &[Value],
) -> rusqlite::Result<Answer> {
    let mut prepared = connection.prepare_cached(&statement.sqlite)?;
    let width = prepared.column_count();
    if width == 0 {
        let count = prepared.execute(params_from_iter(values))?;
        return Ok(Answer { count: count as u64, rows: Vec::new() });
    }
    let rows = collect(prepared.query(params_from_iter(values))?, width)?;
    Ok(Answer { count: rows.len() as u64, rows })
}

/// Runs a statement that belongs to the driver and gives nothing, such as `BEGIN`.
pub(super) fn control(connection: &Connection, text: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(text)?.execute([]).map(drop)
}

fn collect(mut rows: Rows<'_>, width: usize) -> rusqlite::Result<Vec<Row>> {
    let mut collected = Vec::new();
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(width);
        for column in 0..width {
            values.push(value(row.get_ref(column)?, column)?);
        }
        collected.push(Row::new(values));
    }
    Ok(collected)
}

fn value(stored: ValueRef<'_>, column: usize) -> rusqlite::Result<Value> {
    match stored {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Integer(number)),
        ValueRef::Text(text) => Ok(Value::Text(std::str::from_utf8(text)?.to_owned())),
        ValueRef::Real(_) | ValueRef::Blob(_) => {
            Err(rusqlite::Error::InvalidColumnType(column, String::new(), stored.data_type()))
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}
