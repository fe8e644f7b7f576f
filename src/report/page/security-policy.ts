// What the page may do, told to the browser: run this one script, use this one style sheet, and reach nothing else.
// Should a text of a run ever become markup all the same, it could neither run nor call home.

import { createHash } from 'node:crypto';

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Content of a Content-Security-Policy (W3C CSP Level 3) for a page with exactly this script and this style sheet. */
export function securityPolicy(script: string, style: string): string {
  return [
    `default-src 'none'`,
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}
