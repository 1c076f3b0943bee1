const columns = ['Queue', 'Waiting', 'Delayed', 'Running', 'Stuck', 'Dead', 'Oldest waits'];
const heads = columns.map((column) => `<th scope="col" role="columnheader">${column}</th>`).join('');

/** Addresses are relative, so that the page works behind a prefix too. */
const headOf = (title: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="jobs/page.css">
<script type="module" src="jobs/page.js"></script>
</head>
<body>
<header>
<h1>${title}</h1>
<button type="button" id="forget" hidden>Forget the token</button>
</header>
<p id="told" role="status"></p>
<noscript><p>This page needs its script.</p></noscript>
`;

const door = `
<form id="door" hidden>
<label for="token">The operator's token (OPERATOR_TOKEN)</label>
<input id="token" type="password" autocomplete="off" spellcheck="false" required>
<button>Show the jobs</button>
</form>
`;

const queues = `
<section aria-labelledby="queues-title">
<h2 id="queues-title">Queues</h2>
<p id="as-of"></p>
<div class="wide" role="region" aria-labelledby="queues-title" tabindex="0">
<table role="table">
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup" id="queues"></tbody>
</table>
</div>
<p class="hint">Stuck: handlers of the instance that answers which were told to end and did not.</p>
</section>
`;

const deadLetters = `
<section aria-labelledby="dead-title">
<h2 id="dead-title">Dead letters</h2>
<div class="row">
<label for="queue">Of</label>
<select id="queue"><option value="">all queues</option></select>
<button type="button" id="look">Look again</button>
<button type="button" id="replay-all" hidden>Run all of these again</button>
</div>
<p id="none" hidden>There are none.</p>
<ul id="dead"></ul>
<button type="button" id="more" hidden>Show more</button>
</section>
`;

const oneJob = `
<section aria-labelledby="job-title">
<h2 id="job-title">One job</h2>
<form id="find" class="row">
<label for="id">Id</label>
<input id="id" autocomplete="off" spellcheck="false" required pattern="[0-9a-fA-F\\-]{36}" title="36 characters: digits, a to f and hyphens">
<button>Find</button>
</form>
<div id="found" tabindex="-1"></div>
</section>
`;

/** The page of one service. */
export const pageOf = (service: string): string =>
  [
    headOf(`Jobs of ${service}`),
    door,
    `<main id="room" hidden>${queues}${oneJob}${deadLetters}</main>\n</body>\n</html>\n`,
  ].join('');
