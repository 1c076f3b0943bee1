// The machine of a CI is slow now and then, and a test on real servers then meets a deadline that it is not about.
// What failed is run once more, after the rest of its file; what it said the first time is in the log.
if (process.env.CI === 'true') jest.retryTimes(1, { logErrorsBeforeRetry: true });
