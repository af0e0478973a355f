/** The HTTP API as a test or soak run uses it against a server in a process of its own. */

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

export interface Login {
  readonly userId: number;
  readonly name: string;
  readonly token: string;
  readonly refreshToken: string;
}

interface SessionBody {
  readonly user: { readonly id: number; readonly display_name: string };
  readonly access_token: string;
  readonly refresh_token: string;
}

interface PageBody<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

const PAGE = 200;

export class Api {
  /** `http://127.0.0.1:<port>`; changes when the server is started again. */
  url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** One call below /api/v1. Rejects only if no answer came. */
  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    { token, body }: { readonly token?: string; readonly body?: unknown } = {},
  ): Promise<ApiAnswer<Body>> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === "" ? null : JSON.parse(text)) as Body };
  }

  /** As {@link call}, for what must succeed. @throws Error with the answer otherwise. */
  async demand<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options: { readonly token?: string; readonly body?: unknown } = {},
  ): Promise<Body> {
    const { status, body } = await this.call<Body>(method, path, options);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** All items of a list from its first page on, until one no longer `goesOn`; that one is not among them. */
  async list<Item>(
    path: string,
    token: string,
    goesOn: (item: Item) => boolean = () => true,
  ): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? `limit=${PAGE}` : `limit=${PAGE}&cursor=${cursor}`;
      const page: PageBody<Item> = await this.demand("GET", `${path}?${query}`, { token });
      const end = page.items.findIndex((item) => !goesOn(item));
      items.push(...(end < 0 ? page.items : page.items.slice(0, end)));
      cursor = end < 0 ? page.next_cursor : null;
    } while (cursor !== null);
    return items;
  }

  register(username: string): Promise<Login> {
    return this.#session("/auth/register", { username, password: `password of ${username}` });
  }

  guest(name: string): Promise<Login> {
    return this.#session("/auth/guest", { display_name: name });
  }

  login(credentials: { readonly username: string; readonly password: string }): Promise<Login> {
    return this.#session("/auth/login", credentials);
  }

  /** The login that a refresh token gives. @throws Error if it is refused. */
  refresh(refreshToken: string): Promise<Login> {
    return this.#session("/auth/refresh", { refresh_token: refreshToken });
  }

  async #session(path: string, body: object): Promise<Login> {
    const session = await this.demand<SessionBody>("POST", path, { body });
    return {
      userId: session.user.id,
      name: session.user.display_name,
      token: session.access_token,
      refreshToken: session.refresh_token,
    };
  }
}
