//! Charts: title, sentence, picture with its alternative, and where the numbers are.

use crate::body::Body;
use crate::text::Shape;
use report::groups;
use report::model::Figure;

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";
/// English Metric Units, of which drawings are made, in a twentieth of a point.
const EMU: f32 = 635.0;
/// The width of a picture in twentieths of a point, 15 cm: two charts with their sentences find room on a page, and
/// their letters are of 8 point.
const WIDE: f32 = 8_504.0;
/// A picture is no higher than this: 20 cm.
const HIGHEST: f32 = 11_339.0;
impl Body<'_> {
    /// The bookmark and the words of the heading over the tables that stand at the end.
    pub fn numbers_heading(&self) -> (String, String) {
        // Not one of the document's own: their anchors have no capital letters.
        ("NumbersBehindTheCharts".to_owned(), "Numbers behind the charts".to_owned())
    }

    /// A chart, and its table or a link to it.
    pub fn figure(&mut self, figure: &Figure) {
        self.paragraph(&Shape::of("Caption"));
        self.bookmarked(&figure.anchor, |body| body.run("", false, &figure.title));
        self.xml.close();
        if !figure.sentence.is_empty() {
            self.texted(&Shape::of("BodyText").kept(), &figure.sentence);
        }
        let long = groups::long(figure);
        self.paragraph(&Shape { keep: long, ..Shape::of("Figure") });
        self.drawing(figure);
        self.xml.close();
        if long {
            self.whereabouts(figure);
        } else {
            self.table_beneath(&figure.table, &figure.title);
        }
    }

    /// A chart in one of two columns.
    pub fn figure_beside(&mut self, figure: &Figure) {
        self.paragraph(&Shape::of("CaptionBeside"));
        self.bookmarked(&figure.anchor, |body| body.run("", false, &figure.title));
        self.xml.close();
        if !figure.sentence.is_empty() {
            self.texted(&Shape::of("FigureText"), &figure.sentence);
        }
        self.paragraph(&Shape::of("Figure").kept());
        self.drawing(figure);
        self.xml.close();
        self.whereabouts(figure);
    }

    /// A link to the numbers of a chart at the end.
    fn whereabouts(&mut self, figure: &Figure) {
        let has = |(numbers, _): &&(groups::Numbers, String)| numbers.anchors.contains(&figure.anchor);
        let Some(name) = self.deferred.iter().find(has).map(|(_, name)| name.clone()) else { return };
        self.paragraph(&Shape::of("FigureNote"));
        self.link(&name, false, "The numbers behind this chart");
        self.xml.close();
    }

    fn drawing(&mut self, figure: &Figure) {
        let Some((relation, height)) = self.picture() else { return };
        let number = self.pictures.len().to_string();
        let width = WIDE.min(self.width() as f32).min(HIGHEST / height);
        let wide = format!("{:.0}", width * EMU);
        let high = format!("{:.0}", width * height * EMU);
        let named = [
            ("id", number.as_str()),
            ("name", &format!("Chart {number}")),
            ("descr", &figure.description),
            ("title", &figure.title),
        ];
        let size = [("cx", wide.as_str()), ("cy", &high)];
        let xml = &mut self.xml;
        xml.open("w:r", &[]);
        xml.open("w:drawing", &[]);
        xml.open("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")]);
        xml.empty("wp:extent", &size);
        xml.empty("wp:docPr", &named);
        xml.open("wp:cNvGraphicFramePr", &[]);
        xml.empty("a:graphicFrameLocks", &[("xmlns:a", DRAWING), ("noChangeAspect", "1")]);
        xml.close();
        xml.open("a:graphic", &[("xmlns:a", DRAWING)]);
        xml.open("a:graphicData", &[("uri", PICTURE)]);
        xml.open("pic:pic", &[("xmlns:pic", PICTURE)]);
        xml.open("pic:nvPicPr", &[]);
        xml.empty("pic:cNvPr", &named[..3]);
        xml.empty("pic:cNvPicPr", &[]);
        xml.close();
        xml.open("pic:blipFill", &[]);
        xml.empty("a:blip", &[("r:embed", &relation)]);
        xml.open("a:stretch", &[]);
        xml.empty("a:fillRect", &[]);
        xml.close();
        xml.close();
        xml.open("pic:spPr", &[]);
        xml.open("a:xfrm", &[]);
        xml.empty("a:off", &[("x", "0"), ("y", "0")]);
        xml.empty("a:ext", &size);
        xml.close();
        xml.open("a:prstGeom", &[("prst", "rect")]);
        xml.empty("a:avLst", &[]);
        for _ in ["prstGeom", "spPr", "pic", "graphicData", "graphic", "inline", "drawing", "run"] {
            xml.close();
        }
    }
}
