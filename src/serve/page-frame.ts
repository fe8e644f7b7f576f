// The frame of the server's own pages: head, policy, and the way back to the list.

import { html, type Markup, type Part, trustedMarkup } from '../report/page/markup.ts';
import { type PageKind, pageAssets } from '../report/page/page-assets.ts';
import { securityPolicy } from '../report/page/security-policy.ts';

export interface FramedPage {
  readonly html: string;
  /** The policy to send with it. */
  readonly policy: string;
}

export interface FrameOptions {
  readonly title: string;
  readonly kind: PageKind;
  /** What stands at the top beside the way back. */
  readonly heading: Part;
  readonly content: Markup;
  readonly reach?: readonly ('connect-src' | 'form-action' | 'frame-src')[];
  /** For pages that show things side by side. */
  readonly isWide?: boolean;
}

export async function framePage({
  title,
  kind,
  heading,
  content,
  reach,
  isWide,
}: FrameOptions): Promise<FramedPage> {
  const assets = await pageAssets(kind);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trustedMarkup(assets.style)}</style>
</head>
<body class="served${isWide === true ? ' wide' : ''}">
<a class="skip" href="#content">To the content</a>
<header class="top"><nav aria-label="Ordeal"><ul><li><a href="/">All runs</a></li><li><a href="/trend">Trend</a></li></ul></nav>
<h1>${heading}</h1></header>
<main id="content">
${content}</main>
<script>${trustedMarkup(assets.script)}</script>
</body>
</html>
`;
  return { html: page.markup, policy: securityPolicy(assets, reach) };
}
