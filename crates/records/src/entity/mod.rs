//! The tables as rows, one module a table. Columns are explained in `migration/0001_tables.sql`.

/// A table: its module, its name and its columns.
macro_rules! table {
    ($module:ident, $name:literal, { $($columns:tt)* }) => {
        pub(crate) mod $module {
            #[allow(unused_imports)]
            use crate::value::Hidden;
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub struct Model { $($columns)* }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

mod daily;
mod people;
mod reports;

pub(crate) use daily::*;
pub(crate) use people::*;
pub(crate) use reports::*;
