import { Readable } from 'node:stream';
import sharp from 'sharp';
import { PictureCrashedError } from './picture-crashed.error';
import { type PictureLimits, usualPictureLimits } from './picture-limits';
import { type Drawn, drawPicture } from './picture-process';
import { hugePng, longGif, photo, svgOfEntities } from './pictures.contract';

const draw = (
  picture: Buffer,
  limits: Partial<PictureLimits> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Drawn> =>
  drawPicture(Readable.from([picture]), picture.length, [256, 1_024], {
    ...{ ...usualPictureLimits, ...limits },
    signal,
  });

const sizesOf = async (drawn: Drawn): Promise<unknown> =>
  'refusal' in drawn
    ? drawn
    : Promise.all(
        drawn.images.map(async (image) => {
          const { format, width, height, exif, icc, orientation } = await sharp(image).metadata();
          return [format, width, height, exif, icc, orientation];
        }),
      );

describe('a picture drawn small', () => {
  it('stands upright, fits in its box, and holds nothing of what the camera wrote', async () => {
    const picture = await photo();
    expect((await sharp(picture).metadata()).exif?.includes('Ada')).toBe(true);
    expect(await sizesOf(await draw(picture))).toEqual([
      ['webp', 192, 256, undefined, undefined, undefined],
      ['webp', 768, 1_024, undefined, undefined, undefined],
    ]);
  });

  it('is no larger than the picture is', async () => {
    const small = await sharp({ create: { width: 20, height: 10, channels: 4, background: '#0000' } })
      .png()
      .toBuffer();
    const sizes = (await sizesOf(await draw(small))) as unknown[][];
    expect(sizes.map(([, width, height]) => [width, height])).toEqual([
      [20, 10],
      [20, 10],
    ]);
  });

  it('is the first image of a GIF of 10,000', async () => {
    const gif = await longGif(10_000);
    expect((await sharp(gif).metadata()).pages).toBe(10_000);
    const sizes = (await sizesOf(await draw(gif))) as unknown[][];
    expect(sizes.map(([, width, height]) => [width, height])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  it('is made of 64 million pixels, if they come row by row', async () => {
    const sizes = (await sizesOf(await draw(hugePng(8_000, 8_000, { rows: 8_000 })))) as unknown[][];
    expect(sizes.map(([, width]) => width)).toEqual([256, 1_024]);
  });
});

describe('what is not drawn', () => {
  it.each([
    ['a PNG of 50,000 × 50,000 pixels in a few bytes', hugePng(50_000, 50_000), /pixel limit/],
    ['an SVG full of entities', svgOfEntities, /unsupported image format/],
    ['bytes that are no picture', Buffer.alloc(5_000, 7), /unsupported image format/],
    ['half a PNG', hugePng(500, 500, { rows: 3 }), /./],
  ])('is %s, and the decoder says why', async (_what, picture, why) => {
    expect(await draw(picture)).toEqual({ refusal: expect.stringMatching(why) as string });
  });

  it('is a JPEG that was cut off', async () => {
    const picture = await sharp({
      create: { width: 900, height: 900, channels: 3, background: '#123' },
    })
      .jpeg()
      .toBuffer();
    expect(await draw(picture.subarray(0, picture.length / 2))).toHaveProperty('refusal');
  });

  it('is a TIFF, however many pages it has', async () => {
    const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } })
      .tiff()
      .toBuffer();
    expect(await draw(picture)).toEqual({
      refusal: expect.stringMatching(/unsupported image format/) as string,
    });
  });

  it('is one that needs more memory than there is for it', async () => {
    const needy = hugePng(8_000, 8_000, { rows: 12_000, isInterlaced: true });
    expect(await draw(needy, { memoryMib: 128 })).toEqual({
      refusal: expect.stringMatching(/memory/i) as string,
    });
  });
});

describe('the process that draws', () => {
  it('is ended by the kernel when it has used its time', async () => {
    const slow = hugePng(8_000, 8_000, { rows: 8_000 });
    await expect(draw(slow, { cpuSeconds: 0 })).rejects.toThrow(PictureCrashedError);
  });

  it('is killed at the deadline', async () => {
    await expect(draw(await photo(), { deadlineMs: 1 })).rejects.toThrow('ended by SIGKILL');
  });

  it('is killed with the attempt', async () => {
    await expect(draw(await photo(), {}, AbortSignal.timeout(1))).rejects.toThrow('ended by SIGKILL');
  });

  it('does not outlast a picture that cannot be read', async () => {
    const torn = Readable.from(
      (function* () {
        yield Buffer.alloc(10);
        throw new Error('the store is away');
      })(),
    );
    const { signal } = new AbortController();
    await expect(drawPicture(torn, 1_000, [256], { ...usualPictureLimits, signal })).rejects.toThrow(
      'the store is away',
    );
  });
});
