namespace OmniHub.Sandbox;

/// <summary>Chance that is the same on every machine and in every release: SplitMix64.</summary>
internal sealed class Rng(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public float Unit() => (Next() >> 40) / (float)(1 << 24);

    public float Range(float low, float high) => low + (high - low) * Unit();

    public int Int(int below) => (int)(Next() % (ulong)below);

    public bool Chance(float share) => Unit() < share;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Int(choices.Count)];

    /// <summary>A bell around 0, about -1 to 1.</summary>
    public float Bell() => (Unit() + Unit() + Unit()) * 2 / 3 - 1;
}

/// <summary>Smooth noise of one dimension in several octaves, for ridges, waves and drift.</summary>
internal sealed class Noise(ulong seed)
{
    public float At(float x, int octaves = 4, float roughness = 0.5f)
    {
        float sum = 0, size = 1, total = 0;
        for (var octave = 0; octave < octaves; octave++, x *= 2.03f, size *= roughness)
        {
            sum += Smooth(x + octave * 17.3f) * size;
            total += size;
        }
        return sum / total;
    }

    /// <summary>Like mountains: sharp at the top.</summary>
    public float Ridged(float x, int octaves = 5)
    {
        float sum = 0, size = 1, total = 0;
        for (var octave = 0; octave < octaves; octave++, x *= 2.1f, size *= 0.5f)
        {
            sum += (1 - Math.Abs(Smooth(x + octave * 31.7f))) * size;
            total += size;
        }
        return sum / total;
    }

    private float Smooth(float x)
    {
        var cell = (long)MathF.Floor(x);
        var t = x - cell;
        t = t * t * t * (t * (t * 6 - 15) + 10);
        return Value(cell) + (Value(cell + 1) - Value(cell)) * t;
    }

    private float Value(long cell) => new Rng(seed ^ (ulong)cell * 0xD6E8FEB86659FD93).Unit() * 2 - 1;
}
