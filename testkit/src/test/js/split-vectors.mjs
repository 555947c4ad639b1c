// Prints split-vectors.json. Written from the algorithm's description alone, so that Java and the
// vectors cannot share a mistake:
//   node src/test/js/split-vectors.mjs > src/main/resources/io/whopship/testkit/split-vectors.json
const BUCKETS = 10_000;

function bucket(salt, id) {
  let hash = 2166136261;
  for (const byte of Buffer.from(`${salt}:${id}`, "utf8")) {
    hash = Math.imul(hash ^ byte, 16777619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) % BUCKETS;
}

const SALTS = ["salt", "", "00000000-0000-0000-0000-000000000001", "a:b", "größer", "日本語", "🚢"];
const IDS = [
  "0123456789abcdef", "ABCDEFGHIJKLMNOP", "________________", "----------------",
  "0190a6e2-4b1c-7def-8123-456789abcdef", "z".repeat(64), "Zm9vYmFyYmF6cXV4_-",
];

const vectors = SALTS.flatMap((salt) => IDS.map((id) => ({ salt, id, bucket: bucket(salt, id) })));

// Visitors on either side of the line that each share draws, found by trying.
const edges = [];
for (const [share, wanted] of [[0, 0], [1, 0], [1, 99], [1, 100], [50, 4999], [50, 5000],
  [99, 9899], [99, 9900], [99, 9999], [100, 9999]]) {
  for (const salt of ["salt", "größer 🚢"]) {
    let number = 0;
    let id;
    do {
      id = `visitor-${String(number++).padStart(8, "0")}`;
    } while (bucket(salt, id) !== wanted);
    edges.push({ salt, id, share, candidate: wanted < share * (BUCKETS / 100) });
  }
}

console.log(`{
  "algorithm": "The bucket of a visitor is FNV-1a (32 bit: offset 2166136261, prime 16777619) over the UTF-8 bytes of salt, a colon, and id; then the finalizer of MurmurHash3 (xor with itself shifted right by 16, times 0x85ebca6b, xor shifted by 13, times 0xc2b2ae35, xor shifted by 16; all unsigned, 32 bit); then modulo buckets. A share of p percent sends the visitor to the candidate if bucket < p * buckets / 100, else to the stable release.",
  "cookie": "__ws_id",
  "buckets": ${BUCKETS},
  "vectors": [
    ${vectors.map((v) => JSON.stringify(v)).join(",\n    ")}
  ],
  "edges": [
    ${edges.map((e) => JSON.stringify(e)).join(",\n    ")}
  ]
}`);
