// Node 26 has Temporal natively; TypeScript 5.9 does not know it yet (docs/decisions/002-node-26.md).
import "temporal-spec/global";
