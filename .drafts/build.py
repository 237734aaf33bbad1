"""Throwaway: assemble notebooks from Python cell files.
usage: build.py REPO NAME part1.py [part2.py ...]   (NAME e.g. 01-linear-algebra)
Each part defines cells by calling md(id, en, ko, tags=[], slide=None, notes_en=None, notes_ko=None) and code(id, src, tags=[], slide=None, hide=False).
Outputs of unchanged code cells are kept from the existing notebook.
"""
import sys, json, hashlib, pathlib
repo, name, parts = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
cells=[]
def meta(tags, slide):
    m={}
    if slide: m["slideshow"]={"slide_type":slide}
    if tags: m["tags"]=tags
    return m
def md(id, en, ko, tags=(), slide=None):
    cells.append(("md", id, en.strip("\n"), ko.strip("\n"), list(tags), slide))
def code(id, src, tags=(), slide=None):
    cells.append(("code", id, src.strip("\n"), None, list(tags), slide))
def notes(id, en, ko):
    "teacher's notes: a markdown cell that slides show as speaker notes"
    w=lambda t,b: f"<details>\n<summary>{t}</summary>\n\n{b.strip()}\n\n</details>"
    md(id, w("For the teacher",en), w("가르치는 분께",ko), tags=["notes"], slide="notes")
def exercise(number, title_en, title_ko, text_en, text_ko, stub, check, hint_en, hint_ko, solution):
    i="ex-"+number.replace(".","-")
    md(i+"-text", f"### Exercise {number} · {title_en}\n\n{text_en.strip()}", f"### 연습 {number} · {title_ko}\n\n{text_ko.strip()}", tags=["exercise-text"], slide="subslide")
    code(i, stub, tags=["exercise"]); code(i+"-check", check, tags=["check"])
    d=lambda s,b: f"<details>\n<summary>{s}</summary>\n\n{b.strip()}\n\n</details>"
    md(i+"-hint", d("Hint",hint_en), d("힌트",hint_ko), tags=["hint"], slide="skip")
    sol="```rust\n"+solution.strip("\n")+"\n```"
    md(i+"-solution", d("Solution",sol), d("풀이",sol), tags=["solution"], slide="skip")
for p in parts: exec(compile(open(p).read(),p,'exec'))
ids=[c[1] for c in cells]; dup={i for i in ids if ids.count(i)>1}; assert not dup, dup
for lang in ("en","ko"):
    path=repo/"notebooks"/lang/f"{name}.ipynb"
    old={}
    if path.exists():
        for c in json.loads(path.read_text())["cells"]:
            if c["cell_type"]=="code": old[c["id"]]=("".join(c["source"]) , c)
    out=[]
    for kind,id,en,ko,tags,slide in cells:
        m=meta(tags,slide)
        if kind=="md":
            if lang=="ko": m["aimath"]={"en":hashlib.sha256(en.rstrip().encode()).digest()[:6].hex()}
            out.append({"cell_type":"markdown","id":id,"metadata":m,"source":(en if lang=="en" else ko).splitlines(True)})
        else:
            o=old.get(id); keep = o and o[0]==en
            out.append({"cell_type":"code","execution_count":o[1]["execution_count"] if keep else None,"id":id,"metadata":m,"outputs":o[1]["outputs"] if keep else [],"source":en.splitlines(True)})
    nb={"cells":out,"metadata":{"kernelspec":{"display_name":"Rust","language":"rust","name":"rust"},"language_info":{"codemirror_mode":"rust","file_extension":".rs","mimetype":"text/rust","name":"Rust","pygment_lexer":"rust"}},"nbformat":4,"nbformat_minor":5}
    path.parent.mkdir(parents=True,exist_ok=True)
    path.write_text(json.dumps(nb,ensure_ascii=False,indent=1)+"\n")
print(len(cells),"cells")
