// The head that every page has. One piece, since its policy decides what the browser may run and load.

import { html, type Markup, trustedMarkup } from './markup.ts';
import type { PageAssets } from './page-input.ts';
import { securityPolicy } from './security-policy.ts';

/** From the doctype to the end of the head; the policy lets the browser run and load nothing but `assets`. */
export const pageHead = (title: string, assets: PageAssets): Markup => html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${securityPolicy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trustedMarkup(assets.style)}</style>
</head>`;
