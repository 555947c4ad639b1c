// Under which address an HTML file answers: the four ways of html_handling.

// What is tried for a path that ends so, X being the rest: a file that answers, or "file > address"
// for one that answers elsewhere. Then what stands under "" is tried for the whole path.
const TRIES = {
  "auto-trailing-slash": {
    "/index": ["X/index", "X/index.html > X/", "X.html > X"],
    "/index.html": ["X/index.html > X/", "X.html > X"],
    "/": ["X/index.html", "X.html > X"],
    ".html": ["X.html > X", "X/index.html > X/"],
    "": ["X", "X.html", "X/index.html > X/"],
  },
  "force-trailing-slash": {
    "/index": ["X/index", "X/index.html > X/", "X.html > X/"],
    "/index.html": ["X/index.html > X/", "X.html > X/"],
    "/": ["X/index.html", "X.html"],
    ".html": ["X.html > X/", "X.html", "X/index.html > X/"],
    "": ["X", "X.html > X/", "X/index.html > X/"],
  },
  "drop-trailing-slash": {
    "/index": ["X/index", "X.html > X", "X/index.html > X"],
    "/index.html": ["X/index.html > X", "X/index.html", "X.html > X"],
    "/": ["X.html > X", "X/index.html > X"],
    ".html": ["X.html > X", "X/index.html > X"],
    "": ["X", "X.html", "X/index.html"],
  },
  none: { "": ["X"] },
};

// A function that says for a path what the files have: { file } if one answers, { address } if
// one does elsewhere, null if none does.
export function addressing(files, html) {
  const tries = Object.entries(TRIES[html]).map(([ending, list]) => ({
    ending,
    list: list.map((words) => words.split(" > ").map((word) => word.slice("X".length))),
  }));
  const general = tries.at(-1);

  const resolve = (path, mayLead = true) => {
    if (path === "/" && html !== "none") {
      return files.has("/index.html") ? { file: "/index.html" } : null;
    }
    const special = tries.find(({ ending }) => path.endsWith(ending));
    return tryAll(special, path, mayLead) ?? tryAll(general, path, mayLead);
  };

  const tryAll = ({ ending, list }, path, mayLead) => {
    const base = path.slice(0, path.length - ending.length);
    for (const [fileEnding, addressEnding] of list) {
      const file = base + fileEnding;
      if (files.has(file)) {
        if (addressEnding === undefined) {
          return { file };
        }
        const address = base + addressEnding || "/";
        if (mayLead && answersAt(address, file)) {
          return { address };
        }
      }
    }
    return null;
  };

  // Two files may want the same address: then one of them keeps the name it has.
  const answersAt = (address, file) => !files.has(address)
    && files.get(resolve(address, false)?.file)?.sha256 === files.get(file).sha256;

  return resolve;
}
