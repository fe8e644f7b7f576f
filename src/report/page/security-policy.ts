// What the page may do, told to the browser: run this one script, use this one style sheet, and reach nothing else.
// Should a text of a run ever become markup all the same, it could neither run nor call home.

import { createHash } from 'node:crypto';
import type { PageAssets } from './page-input.ts';

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * Content of a Content-Security-Policy (W3C CSP Level 3) for a page with exactly this script and this style sheet.
 * @param reach what a page from a server may reach on that server, such as `connect-src` and `form-action`
 */
export function securityPolicy(
  { script, style }: PageAssets,
  reach: readonly ('connect-src' | 'form-action' | 'frame-src')[] = [],
): string {
  return [
    `default-src 'none'`,
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    `base-uri 'none'`,
    ...reach.map((directive) => `${directive} 'self'`),
    ...(reach.includes('form-action') ? [] : [`form-action 'none'`]),
  ].join('; ');
}
