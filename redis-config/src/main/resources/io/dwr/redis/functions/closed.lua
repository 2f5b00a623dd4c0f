-- Whether the ledger was emptied or its server restarted, and has not been rebuilt since.
-- KEYS    none of its own; see the key schema
-- ARGV    none
-- returns the mark of this closing; '' when the ledger is open
export('closed', function()
  recovery.closed(now())
  return { recovery.mark() or '' }
end, 'allow-oom')
