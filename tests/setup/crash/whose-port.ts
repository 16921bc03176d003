/** Which process holds the other end of a loopback connection. Source: man 5 proc, /proc/net/tcp and /proc/PID/fd */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export function processOfPort(port: number, pids: number[]): number | undefined {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const inodes = new Set(
    lines.filter((fields) => fields[1]?.endsWith(wanted)).map((fields) => `socket:[${fields[9]}]`),
  );
  return pids.find((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(linkOf(`/proc/${pid}/fd/${fd}`)));
    } catch {
      // Ended meanwhile.
      return false;
    }
  });
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
