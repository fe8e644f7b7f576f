// The script of a suite's page: buttons that copy its commands. All else is there without it.

import { enableCopying } from './copying.js';

enableCopying();
document.documentElement.classList.add('scripted');
