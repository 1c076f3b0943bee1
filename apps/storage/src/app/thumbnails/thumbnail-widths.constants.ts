/** How wide and how high thumbnails are at most; what is smaller stays so. */
export const thumbnailWidths = [256, 1_024] as const;

/** What they are, whatever the picture was. */
export const thumbnailType = 'image/webp';
