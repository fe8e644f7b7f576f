// SHA-1 against the standard's vectors and the platform's own.

import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passwordHash } from '../../../cluster/sql/password.ts';
import { sha1 } from '../../../cluster/sql/sha1.ts';
import { bytesOfText, hexadecimalOf } from '../../../cluster/sql/values.ts';

const digestOf = (text: string): string => hexadecimalOf(sha1(bytesOfText(text))).toLowerCase();

describe('sha1', () => {
  it('gives the digests of FIPS 180', () => {
    expect(digestOf('')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
    expect(digestOf('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(digestOf('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    );
  });

  it('agrees with the platform on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(hexadecimalOf(sha1(bytes)).toLowerCase()).toBe(createHash('sha1').update(bytes).digest('hex'));
      }),
    );
  });
});

describe('passwordHash', () => {
  it('is what MySQL stores for mysql_native_password', () => {
    expect(hexadecimalOf(passwordHash('password'))).toBe('2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19');
  });

  it('is empty for no password', () => {
    expect(passwordHash('')).toHaveLength(0);
  });
});
