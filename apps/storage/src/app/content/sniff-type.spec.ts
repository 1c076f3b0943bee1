import { mayBeShown, plainType } from './media-type';
import { sniffType } from './sniff-type';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const of = (text: string, declared?: string) => sniffType(Buffer.from(text), declared);

describe('what bytes are', () => {
  it('is read from the bytes, whatever was declared', async () => {
    expect(await sniffType(png, undefined)).toEqual({ type: 'image/png' });
    expect(await sniffType(png, 'image/jpeg')).toEqual({ type: 'image/png' });
    expect(await sniffType(png, 'text/plain')).toEqual({ type: 'image/png' });
    expect(await of('%PDF-1.7 ...', 'text/plain')).toEqual({ type: 'application/pdf' });
  });

  it.each([
    ['<html><script>alert(1)</script>', 'text/html'],
    ['<!-- hidden --> \n <ScRiPt>alert(1)</script>', 'text/html'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ['<?xml version="1.0"?><svg onload="alert(1)"/>', 'image/svg+xml'],
  ])('%p is no image, text or data, whoever says so', async (text, type) => {
    expect(await of(text, 'text/plain')).toEqual({ type });
    expect(await of(text, 'application/json')).toEqual({ type });
    expect(mayBeShown(type)).toBe(false);
    expect(await of(text, 'image/png')).toEqual({ mismatch: type });
  });

  it('may be a picture that is a program, where it is called one', async () => {
    expect(await of('<svg onload="alert(1)"/>', 'image/svg+xml')).toEqual({ type: 'image/svg+xml' });
  });

  it('keeps the declared type of text, but none that is run', async () => {
    expect(await of('a,b\n1,2', 'text/csv')).toEqual({ type: 'text/csv' });
    expect(await of('alert(1)', 'text/javascript')).toEqual({ type: 'text/plain' });
    expect(await of('alert(1)', 'image/png')).toEqual({ mismatch: 'text/plain' });
    expect(await of('', undefined)).toEqual({ type: 'text/plain' });
  });

  it('is octets where nobody knows better', async () => {
    expect(await sniffType(Buffer.from([0, 1, 2, 255]), 'text/plain')).toEqual({
      type: 'application/octet-stream',
    });
  });

  it('is no lie where the last character was cut', async () => {
    expect(await sniffType(Buffer.from('für ß').subarray(0, -1), 'text/plain')).toEqual({
      type: 'text/plain',
    });
  });
});

describe('the type of a medium', () => {
  it('is read without its parameters', () => {
    expect(plainType('Text/HTML; charset=utf-8')).toBe('text/html');
    expect(plainType('text/html\r\nx: y')).toBeUndefined();
    expect(plainType('nonsense')).toBeUndefined();
  });
});
