//! Values on the wire: TEXT and BIGINT.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::super::{Row, Value};
use super::error::Failure;
use crate::error::StoreError;

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) if *ty == Type::INT8 => number.to_sql(ty, out),
            Self::Text(text) if *ty == Type::TEXT => text.to_sql(ty, out),
            Self::Integer(_) | Self::Text(_) => Err("the column has another type".into()),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT)
    }

    to_sql_checked!();
}

/// Takes a row over.
pub(super) fn row(row: &tokio_postgres::Row) -> Result<Row, Failure> {
    let columns = row.columns().iter().enumerate();
    let values = columns.map(|(index, column)| match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(index).map(Value::from).map_err(Into::into),
        Type::TEXT => row.try_get::<_, Option<String>>(index).map(Value::from).map_err(Into::into),
        _ => Err(StoreError::unreadable(column.name()).into()),
    });
    values.collect::<Result<Vec<_>, Failure>>().map(Row::new)
}
