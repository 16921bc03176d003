/** A TCP proxy on loopback that breaks connections on purpose; what passes is encrypted and stays unread. */
import { connect, createServer, type Socket } from "node:net";

export type CuttingProxy = {
  port: number;
  /** From now on nothing that the server sends reaches the client; both sides end after `ms`. */
  swallowAnswers(ms: number): void;
  /** Ends all connections at once. */
  cut(): void;
  close(): Promise<void>;
};

export async function cuttingProxy(target: { host: string; port: number }): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("data", (chunk) => upstream.write(chunk));
    upstream.on("data", (chunk) => {
      if (!isSwallowing) client.write(chunk);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    swallowAnswers: (ms) => {
      isSwallowing = true;
      setTimeout(cut, ms);
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
