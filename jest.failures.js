const { writeFileSync } = require('node:fs');

/** A reporter that writes down which spec files failed, where JEST_FAILURES says so; jest.again.js runs those again. */
class Failures {
  onRunComplete(_contexts, { testResults, numFailedTests: tests }) {
    if (!process.env.JEST_FAILURES) return;
    const files = testResults
      .filter(({ numFailingTests, failureMessage }) => numFailingTests > 0 || failureMessage)
      .map(({ testFilePath }) => testFilePath);
    writeFileSync(process.env.JEST_FAILURES, JSON.stringify({ tests, files }));
  }
}

module.exports = Failures;
