//! Every view gives the rows of its worked examples.

mod made_up;

use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use measure::example::{examples, lines};

fn texts(column: &ArrayRef) -> Vec<String> {
    let column = cast(column, &DataType::Utf8).expect("every type has a text");
    column.as_string::<i32>().iter().map(|text| text.unwrap_or_default().to_owned()).collect()
}

#[test]
fn views_give_the_rows_of_their_examples() {
    for view in measure::views::views().unwrap_or_else(|error| panic!("{error}")) {
        let examples = examples(&view.id).unwrap_or_else(|error| panic!("{error}"));
        assert!(!examples.is_empty(), "{} has no example", view.id);
        for example in examples {
            let engine = made_up::engine(example.inputs().unwrap_or_else(|faults| panic!("{faults:?}")));
            let rows = engine.views().unwrap_or_else(|error| panic!("{error}")).remove(&view.id).expect("its rows");
            let (header, expected) = lines(&example.expected);
            let columns: Vec<Vec<String>> =
                header.iter().map(|name| texts(rows.column_by_name(name).expect("a column"))).collect();
            let given: Vec<Vec<String>> =
                (0..rows.num_rows()).map(|i| columns.iter().map(|column| column[i].clone()).collect()).collect();
            assert_eq!(given, expected, "{} ‘{}’", view.id, example.title);
        }
    }
}
