/** What a picture may cost before it is given up. */
export interface PictureLimits {
  /** Of the picture as it lies in its store. */
  readonly bytes: number;
  /** Of the picture unpacked. */
  readonly pixels: number;
  /** Of memory that the process may take for itself. */
  readonly memoryMib: number;
  /** Of a processor's time, however busy the machine is. */
  readonly cpuSeconds: number;
  /** By the clock, for what waits for nothing. */
  readonly deadlineMs: number;
}

/** A photo of 64 million pixels is drawn, also where its format has it unpacked as a whole. */
export const usualPictureLimits: PictureLimits = {
  bytes: 32 * 1_048_576,
  pixels: 2 ** 26,
  memoryMib: 512,
  cpuSeconds: 20,
  deadlineMs: 90_000,
};

/** The readers that are let near what people send: of each format the one, and none that can load something else. */
export const pictureLoaders = ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Heif'].map(
  (format) => `VipsForeignLoad${format}Buffer`,
);
