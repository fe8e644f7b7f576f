// What may be asked of the server at all: the gate every request passes before anything looks at a file.

import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

const longestUrl = 2048;
const mostSegments = 12;

export interface AskedFor {
  readonly kind: 'asked';
  /** Parts of the path, decoded; each is a plain name: no slash, no control character, no dot at its start. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** What a browser that follows a run has already, as it says after a lost connection. */
  readonly lastEventId: string | null;
}

export interface Refused {
  readonly kind: 'refused';
  /** HTTP status. */
  readonly status: number;
  /** One sentence for a person. */
  readonly reason: string;
}

export interface RawRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

const refused = (status: number, reason: string): Refused => ({ kind: 'refused', status, reason });

/** @param hostName the name given with `--host`, where it is one */
export function checkRequest(
  { method, url = '', headers }: RawRequest,
  hostName: string,
): AskedFor | Refused {
  if (!isOwnHost(headers.host, hostName))
    return refused(421, 'This server answers only to its own address, not to other names that lead here.');
  if (method !== 'GET' && method !== 'HEAD')
    return refused(405, 'This server only shows: nothing but GET and HEAD is answered.');
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0)
    return refused(413, 'A request carries nothing here.');
  if (url.length > longestUrl) return refused(414, `An address has at most ${longestUrl} characters here.`);
  const [path = '', ...rest] = url.split('?');
  const segments = segmentsOf(path);
  if (segments === null) return refused(400, 'This address is not one of this server.');
  const last = headers['last-event-id'];
  return {
    kind: 'asked',
    path: segments,
    query: new URLSearchParams(rest.join('?')),
    lastEventId: typeof last === 'string' ? last : null,
  };
}

/**
 * A page elsewhere can let a name of its own lead to this machine (DNS rebinding), and then read what is here as its own.
 * Its requests carry that name; an address in digits, and `localhost`, cannot be had that way.
 */
function isOwnHost(header: string | undefined, hostName: string): boolean {
  const [, inBrackets, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(header ?? '') ?? [];
  const name = (inBrackets ?? plain ?? '').toLowerCase();
  return name !== '' && (isIP(name) !== 0 || name === 'localhost' || name === hostName.toLowerCase());
}

/** `null` where a part is no plain name. Split before it is decoded, so that an encoded slash cannot make a part. */
function segmentsOf(path: string): readonly string[] | null {
  if (!path.startsWith('/')) return null;
  const parts = path.slice(1).split('/');
  if (parts.at(-1) === '') parts.pop();
  if (parts.length > mostSegments) return null;
  try {
    const decoded = parts.map(decodeURIComponent);
    return decoded.every(isPlainName) ? decoded : null;
  } catch {
    return null;
  }
}

/** Whether a text may be the name of one file or folder. */
export function isPlainName(text: string): boolean {
  return text !== '' && text.length <= 255 && !text.startsWith('.') && !/[/\\\p{Cc}]/u.test(text);
}
