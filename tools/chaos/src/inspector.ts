/** Node's inspector of another process, over its WebSocket. */
export class Inspector implements Disposable {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#answered(String(data)));
    socket.addEventListener("close", () => this.#closed());
  }

  /** Connects to a process that was started with `--inspect=127.0.0.1:{port}`. */
  static async connect(port: number): Promise<Inspector> {
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).text();
    const [, url] = /"webSocketDebuggerUrl": "([^"]+)"/.exec(targets) ?? [];
    if (url === undefined) throw new Error(`nothing can be inspected at port ${port}`);
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", () => reject(new Error(`no inspector at port ${port}`)), { once: true });
    });
    return new Inspector(socket);
  }

  /** Calls a method of the protocol. */
  call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    this.#calls += 1;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#calls, answer);
    this.#socket.send(JSON.stringify({ id: this.#calls, method, params }));
    return answer.promise;
  }

  /** Evaluates an expression in the process. Its value must be one of JSON. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.call("Runtime.evaluate", { expression, returnByValue: true });
    const failure = fieldOf(fieldOf(answer, "exceptionDetails"), "text");
    if (typeof failure === "string") throw new Error(`${failure}: ${expression}`);
    return fieldOf(fieldOf(answer, "result"), "value");
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #answered(text: string): void {
    const message: unknown = JSON.parse(text);
    const id = fieldOf(message, "id");
    if (typeof id !== "number") return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    const failure = fieldOf(fieldOf(message, "error"), "message");
    if (typeof failure === "string") waiting?.reject(new Error(failure));
    else waiting?.resolve(fieldOf(message, "result"));
  }

  #closed(): void {
    for (const { reject } of this.#waiting.values())
      reject(new Error("the inspected process has closed the connection"));
    this.#waiting.clear();
  }
}

function fieldOf(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? Reflect.get(object, name) : undefined;
}
