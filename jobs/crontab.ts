/** What runs by itself, each minute or each night. Missed times are not caught up: the next one finds the same state. */
export const crontab = `
* * * * * tick ?max=1
* * * * * sync_inboxes ?max=1
* * * * * sweep ?max=1
* * * * * watch_inboxes ?max=1
17 3 * * * sweep_drafts ?max=1
47 3 * * * clean_up ?max=1
`;
