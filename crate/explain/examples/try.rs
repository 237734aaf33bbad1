use aimath_explain::*; use aimath_words::Language; use serde_json::Value;
fn main(){ let t=std::fs::read_to_string("/tmp/ex/diags.json").unwrap(); let all:Vec<(String,String,Vec<Value>)>=serde_json::from_str(&t).unwrap();
 let lib=Library::read(std::path::Path::new("/work/wt/explain/crate/src"));
 let a1="ndarray::Array1<f64>".to_string();
 let vars=vec![("v".to_string(),a1.clone()),("w".into(),a1),("m".into(),"ndarray::Array2<f64>".into()),("k".into(),"Vec<f64>".into()),("n".into(),"usize".into()),("x".into(),"f64".into())];
 for lang in ["en","ko"]{ for (id,cell,d) in &all { let s=explain(&Cell{source:cell,diagnostics:d,refusal:"",language:Language::of(lang).unwrap(),variables:&vars,items:&[],library:&lib}); println!("## {id} | {} \n     {}",cell.replace('\n'," ⏎ "),s.join("\n     ")); } if std::env::args().count()<2 {break} } }
