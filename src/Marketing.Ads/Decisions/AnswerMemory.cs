namespace Marketing.Ads.Decisions;

/// <summary>The newest answers under ids that callers named, so that a retry needs no database. Bounded by throwing the older half away.</summary>
internal sealed class AnswerMemory
{
    private const int Most = 20_000;
    private readonly Lock _lock = new();
    private Dictionary<string, (string Subject, string Answer)> _young = new(StringComparer.Ordinal);
    private Dictionary<string, (string Subject, string Answer)> _old = new(StringComparer.Ordinal);

    public (string Subject, string Answer)? Find(string decisionId)
    {
        lock (_lock)
        {
            return _young.TryGetValue(decisionId, out var found) || _old.TryGetValue(decisionId, out found) ? found : null;
        }
    }

    public void Keep(string decisionId, string subject, string answer)
    {
        lock (_lock)
        {
            if (_young.Count >= Most / 2)
            {
                (_old, _young) = (_young, new Dictionary<string, (string, string)>(StringComparer.Ordinal));
            }

            _young[decisionId] = (subject, answer);
        }
    }

    /// <summary>Forgets the answers to some customers. Looked for among all: it happens when somebody's row changes, which is seldom.</summary>
    public void Forget(IReadOnlySet<string> subjects)
    {
        lock (_lock)
        {
            foreach (var answers in new[] { _young, _old })
            {
                foreach (var (id, given) in answers)
                {
                    if (subjects.Contains(given.Subject))
                    {
                        answers.Remove(id);
                    }
                }
            }
        }
    }

    /// <summary>Forgets all answers.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            (_young, _old) = ([], []);
        }
    }
}
