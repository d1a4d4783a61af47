namespace OmniHub.Billing;

/// <summary>What must be true of the books: each rule with the SQL that finds every row which breaks it.</summary>
internal static class LedgerRules
{
    public static readonly IReadOnlyList<(string Rule, string Breaches)> All =
    [
        ("The postings of every entry sum to zero",
            "SELECT entry_id || ' sums to ' || SUM(amount_micros) FROM billing_postings GROUP BY entry_id HAVING SUM(amount_micros) <> 0"),

        ("Every entry has postings, and the user's is the entry's amount",
            """
            SELECT e.id || ' says ' || e.amount_micros || ', its posting ' || COALESCE(CAST(p.amount_micros AS TEXT), 'is missing')
            FROM billing_entries e LEFT JOIN billing_postings p ON p.entry_id = e.id AND (p.account = e.account OR e.account IS NULL)
            WHERE p.entry_id IS NULL OR (e.account IS NOT NULL AND p.amount_micros <> e.amount_micros)
            """),

        ("Every posting has its entry",
            """
            SELECT p.entry_id || ' on ' || p.account || ': ' || p.amount_micros
            FROM billing_postings p LEFT JOIN billing_entries e ON e.id = p.entry_id WHERE e.id IS NULL
            """),

        ("A user's posting stands in the user's own ledger",
            """
            SELECT p.entry_id || ' on ' || p.account FROM billing_postings p
            JOIN billing_accounts a ON a.id = p.account AND NOT a.is_operator
            JOIN billing_entries e ON e.id = p.entry_id WHERE e.account IS NULL OR e.account <> p.account
            """),

        ("The provider cost of every entry is posted",
            """
            SELECT e.id || ' says ' || e.provider_cost_micros || ', posted ' || COALESCE(p.amount_micros, 0)
            FROM billing_entries e LEFT JOIN billing_postings p ON p.entry_id = e.id AND p.account = 'sys_provider_cost'
            WHERE e.provider_cost_micros <> COALESCE(p.amount_micros, 0)
            """),

        ("No movement was made twice", "SELECT key || ' ' || COUNT(*) || ' times' FROM billing_entries GROUP BY key HAVING COUNT(*) > 1"),

        ("The posted credits of every account are the sum of its postings",
            """
            SELECT a.id || ' has ' || a.posted_micros || ', its postings sum to ' || COALESCE(s.total, 0)
            FROM billing_accounts a
            LEFT JOIN (SELECT account, SUM(amount_micros) AS total FROM billing_postings GROUP BY account) s ON s.account = a.id
            WHERE a.posted_micros <> COALESCE(s.total, 0)
            """),

        ("The held credits of every account are the sum of its open holds",
            """
            SELECT a.id || ' has ' || a.held_micros || ' held, its open holds sum to ' || COALESCE(s.total, 0)
            FROM billing_accounts a
            LEFT JOIN (SELECT account, SUM(amount_micros) AS total FROM billing_holds WHERE state = 'open' GROUP BY account) s
                ON s.account = a.id
            WHERE a.held_micros <> COALESCE(s.total, 0)
            """),

        ("Nobody has less than nothing to spend",
            """
            SELECT id || ' has ' || (posted_micros - held_micros) FROM billing_accounts
            WHERE NOT is_operator AND (posted_micros < held_micros OR held_micros < 0)
            """),

        ("Every posting and every hold has its account",
            """
            SELECT m.id || ' on ' || m.account FROM (
                SELECT entry_id AS id, account FROM billing_postings UNION ALL SELECT id, account FROM billing_holds
            ) m LEFT JOIN billing_accounts a ON a.id = m.account WHERE a.id IS NULL
            """),

        ("Entries of an account are numbered without a gap, and each balance follows from the one before",
            """
            SELECT id || ' is number ' || seq || ' after ' || last_seq || ', balance ' || balance_after_micros || ' after ' || last_balance
                || ' and ' || amount_micros
            FROM (SELECT id, seq, amount_micros, balance_after_micros, COALESCE(LAG(seq) OVER w, 0) AS last_seq,
                COALESCE(LAG(balance_after_micros) OVER w, 0) AS last_balance
                FROM billing_entries WHERE account IS NOT NULL WINDOW w AS (PARTITION BY account ORDER BY created_at, seq)) chain
            WHERE seq <> last_seq + 1 OR balance_after_micros <> last_balance + amount_micros
            """),

        ("Every account has as many entries as it counted",
            """
            SELECT a.id || ' counted ' || a.seq || ', there are ' || COALESCE(s.entries, 0) FROM billing_accounts a
            LEFT JOIN (SELECT account, COUNT(*) AS entries FROM billing_entries WHERE account IS NOT NULL GROUP BY account) s
                ON s.account = a.id
            WHERE NOT a.is_operator AND a.seq <> COALESCE(s.entries, 0)
            """),

        ("Every charged hold has its entry, and no other hold has one",
            """
            SELECT h.id || ' is ' || h.state || ' with ' || h.charged_micros || ', its entry '
                || COALESCE(CAST(e.amount_micros AS TEXT), 'is missing')
            FROM billing_holds h LEFT JOIN billing_entries e ON e.key = 'charge:' || h.id
            WHERE (h.state = 'charged' AND (e.id IS NULL OR e.amount_micros <> -h.charged_micros
                OR e.provider_cost_micros <> h.provider_cost_micros OR (h.charged_micros > 0 AND e.account <> h.account))) OR (h.state <> 'charged' AND e.id IS NOT NULL)
            """),

        ("Every charge comes from a hold",
            """
            SELECT e.id || ' charges ' || e.reference FROM billing_entries e LEFT JOIN billing_holds h ON h.id = e.reference
            WHERE e.kind = 'charge' AND (h.id IS NULL OR e.key <> 'charge:' || h.id)
            """),

        ("Every correction stands with its hold, and gives back at most what was charged",
            """
            SELECT h.id || ' is ' || h.check_result || ' with ' || h.refunded_micros || ' of ' || h.charged_micros || ' back, its entry '
                || COALESCE(CAST(e.amount_micros AS TEXT), 'is missing')
            FROM billing_holds h LEFT JOIN billing_entries e ON e.key = 'correct:' || h.id
            WHERE (h.check_result = 'corrected') <> (e.id IS NOT NULL) OR h.refunded_micros <> COALESCE(e.amount_micros, 0)
                OR h.refunded_micros NOT BETWEEN 0 AND h.charged_micros
                OR (h.check_result = 'corrected' AND e.provider_cost_micros <> h.billed_micros - h.provider_cost_micros)
                OR (h.refunded_micros > 0 AND e.account <> h.account)
            """),

        ("A hold is open, or it is closed and never charged above its amount",
            """
            SELECT id || ' is ' || state || ' with ' || charged_micros || ' of ' || amount_micros FROM billing_holds
            WHERE (state = 'open') <> (closed_at IS NULL) OR charged_micros < 0 OR charged_micros > amount_micros
                OR (state <> 'charged' AND (charged_micros <> 0 OR provider_cost_micros <> 0))
            """),

        ("What is left of an allowance follows from entry to entry and is part of the balance",
            """
            SELECT id || ' leaves ' || allowance_after_micros || ' of ' || last || ' after ' || kind || ' ' || amount_micros
            FROM (SELECT id, kind, amount_micros, allowance_after_micros, balance_after_micros,
                COALESCE(LAG(allowance_after_micros) OVER (PARTITION BY account ORDER BY created_at, seq), 0) AS last
                FROM billing_entries WHERE account IS NOT NULL) chain
            WHERE allowance_after_micros <> CASE WHEN kind IN ('plan', 'expiry') THEN last + amount_micros WHEN amount_micros >= 0 THEN last
                WHEN last + amount_micros > 0 THEN last + amount_micros ELSE 0 END
                OR allowance_after_micros < 0 OR allowance_after_micros > balance_after_micros
            """),

        ("Every account has the allowance that its last entry left",
            """
            SELECT a.id || ' has ' || a.allowance_micros || ', its last entry left ' || COALESCE(e.allowance_after_micros, 0)
            FROM billing_accounts a LEFT JOIN billing_entries e ON e.account = a.id AND e.seq = a.seq
            WHERE NOT a.is_operator AND a.allowance_micros <> COALESCE(e.allowance_after_micros, 0)
            """),

        ("Every paid top-up has its entry, and no other top-up has one",
            """
            SELECT t.id || ' is ' || t.state || ' with ' || t.amount_micros || ', its entry ' || COALESCE(CAST(e.amount_micros AS TEXT), 'is missing')
            FROM billing_top_ups t LEFT JOIN billing_entries e ON e.key = 'topup:' || t.id
            WHERE (t.state = 'paid' AND (e.id IS NULL OR e.amount_micros <> t.amount_micros OR e.account <> t.account))
                OR (t.state <> 'paid' AND e.id IS NOT NULL)
            """),

        ("Every limit counts what was charged and is held under it",
            """
            SELECT c.key || ' counts ' || c.charged_micros || ' + ' || c.held_micros || ', the holds '
                || COALESCE(s.charged, 0) || ' + ' || COALESCE(s.held, 0)
            FROM billing_caps c LEFT JOIN (
                SELECT hc.cap_key, SUM(h.charged_micros - h.refunded_micros) AS charged, SUM(CASE WHEN h.state = 'open' THEN h.amount_micros ELSE 0 END) AS held
                FROM billing_hold_caps hc JOIN billing_holds h ON h.id = hc.hold_id GROUP BY hc.cap_key) s ON s.cap_key = c.key
            WHERE c.charged_micros <> COALESCE(s.charged, 0) OR c.held_micros <> COALESCE(s.held, 0)
            """),

        ("Every hold under a limit exists, and so does the limit",
            """
            SELECT hc.hold_id || ' under ' || hc.cap_key FROM billing_hold_caps hc
            LEFT JOIN billing_holds h ON h.id = hc.hold_id LEFT JOIN billing_caps c ON c.key = hc.cap_key
            WHERE h.id IS NULL OR c.key IS NULL
            """),
    ];
}
