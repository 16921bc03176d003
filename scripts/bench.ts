/** npm run bench [-- NAME]: the suite of bench/. */
import "../bench/run.ts";
