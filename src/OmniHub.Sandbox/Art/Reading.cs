using System.Text.RegularExpressions;

namespace OmniHub.Sandbox;

internal enum Subject
{
    Landscape, Mountains, Sea, City, Space, Aurora, Forest, Abstract, Portrait, Creature, StillLife, Flowers, Poster, Dunes, Road,
    Underwater,
}

internal enum Medium { Photo, Oil, Watercolour, Flat, Riso, LowPoly, Pencil, Pixel }

/// <summary>What a prompt asks to see, found by its words.</summary>
internal sealed partial record Reading(Subject Subject, Mood Mood, double? AccentHue, string? Quoted, Medium? Medium,
    IReadOnlySet<string> Words)
{
    private static readonly Subject[] Unsaid =
        [Subject.Landscape, Subject.Abstract, Subject.Mountains, Subject.Sea, Subject.Abstract, Subject.Aurora, Subject.Flowers,
            Subject.Landscape];

    private static readonly (Subject Subject, float Weight, string Words)[] Subjects =
    [
        (Subject.Portrait, 3,
            "portrait face woman man girl boy person people king queen warrior samurai knight wizard witch princess model "
            + "astronaut robot android cyborg hero heroine dancer child elf vampire pirate human lady gentleman detective "
            + "scientist musician self-portrait"),
        (Subject.Creature, 3.2f,
            "cat kitten fox dog puppy bear panda owl lion tiger rabbit bunny wolf animal pet raccoon koala monkey mouse "
            + "hamster deer cub corgi lynx squirrel otter"),
        (Subject.StillLife, 2.6f,
            "vase bowl fruit apple lemon orange pear grapes coffee tea cup mug teapot bottle perfume wine still-life food "
            + "cake bread breakfast table candle book product pizza burger sushi dessert ceramic jar lamp kitchen"),
        (Subject.Underwater, 2.8f, "underwater fish jellyfish coral reef whale shark submarine octopus turtle aquarium mermaid dolphin"),
        (Subject.Space, 2.6f,
            "space galaxy nebula planet star-field cosmos universe saturn mars orbit spaceship rocket asteroid cosmic "
            + "interstellar alien"),
        (Subject.Road, 2.7f, "car road highway drive driving street-race motorcycle truck vehicle racing retrowave synthwave outrun"),
        (Subject.City, 2.4f,
            "city skyline street tokyo york skyscraper downtown urban cyberpunk building metropolis paris london town alley "
            + "architecture futuristic neon-lit rooftop bridge"),
        (Subject.Aurora, 2.3f, "aurora northern-lights campfire camping tent starry constellation milky"),
        (Subject.Forest, 2.2f, "forest woods jungle tree trees woodland path rainforest bamboo grove mushroom redwood fairy enchanted"),
        (Subject.Flowers, 2.3f,
            "flower flowers rose roses tulip tulips garden bouquet blossom bloom daisy sunflower sunflowers lotus lavender "
            + "poppy poppies floral botanical"),
        (Subject.Dunes, 2.2f, "desert dune dunes sahara pyramid pyramids camel cactus canyon oasis sand"),
        (Subject.Sea, 2.1f,
            "sea ocean beach wave waves coast boat ship sail sailing sailboat lighthouse island shore harbor harbour surf palm "
            + "bay tropical"),
        (Subject.Mountains, 2f,
            "mountain mountains alps peak peaks himalaya everest summit glacier cliff snowy alpine fjord volcano lake"),
        (Subject.Landscape, 1.6f,
            "sunset sunrise landscape hill hills valley field fields meadow countryside farm village castle cottage house "
            + "horizon prairie vineyard dragon sky cloud clouds barn balloon"),
        (Subject.Abstract, 2.2f,
            "abstract geometric pattern gradient shapes bauhaus kandinsky mondrian fractal swirl fluid texture wallpaper "
            + "minimalist generative psychedelic dream emotion music mathematics"),
        (Subject.Poster, 3.1f, "logo poster sign typography lettering banner sticker icon emblem badge text"),
    ];

    private static readonly (Mood Mood, string Words)[] Moods =
    [
        (Mood.Neon, "neon cyberpunk synthwave retrowave vaporwave outrun futuristic glowing holographic"),
        (Mood.Night, "night midnight moon moonlight moonlit stars starry dark nocturnal evening space galaxy cosmos aurora"),
        (Mood.Sunset, "sunset dusk golden twilight sundown warm"),
        (Mood.Dawn, "dawn sunrise morning misty mist fog foggy dreamy"),
        (Mood.Storm, "storm stormy rain rainy thunder gloomy moody cloudy tempest overcast"),
        (Mood.Winter, "winter snow snowy ice icy frozen frost christmas arctic glacier cold"),
        (Mood.Autumn, "autumn fall leaves october harvest pumpkin"),
        (Mood.Spring, "spring blossom fresh meadow may easter"),
        (Mood.Fire, "fire lava volcano flames burning inferno dragon hell ember"),
        (Mood.Deep, "underwater ocean-floor abyss deep"),
        (Mood.Desert, "desert dune dunes sahara sand canyon mars"),
        (Mood.Pastel, "pastel soft cute kawaii gentle candy baby dreamlike"),
        (Mood.Mono, "monochrome noir black-and-white grayscale b&w charcoal"),
        (Mood.Vintage, "vintage retro old antique sepia nostalgic 1970s 1950s film"),
        (Mood.Day, "day daylight sunny noon summer bright blue-sky"),
    ];

    private static readonly (double Hue, string Words)[] Hues =
    [
        (27, "red crimson scarlet ruby"), (52, "orange amber copper"), (92, "yellow gold golden lemon"), (145, "green emerald lime jade"),
        (190, "teal turquoise cyan aqua"), (256, "blue azure navy cobalt sapphire"), (300, "purple violet lavender indigo"),
        (352, "pink magenta rose fuchsia"),
    ];

    private static readonly (Medium Medium, string Words)[] Media =
    [
        (OmniHub.Sandbox.Medium.Watercolour, "watercolor watercolour aquarelle gouache"),
        (OmniHub.Sandbox.Medium.Oil, "oil painting impressionist impasto acrylic monet gogh canvas"),
        (OmniHub.Sandbox.Medium.Flat, "vector flat minimal minimalist illustration cartoon logo sticker icon"),
        (OmniHub.Sandbox.Medium.Riso, "risograph screenprint halftone comic poster print"),
        (OmniHub.Sandbox.Medium.LowPoly, "low-poly lowpoly polygon origami faceted crystal"),
        (OmniHub.Sandbox.Medium.Pencil, "sketch pencil drawing charcoal etching engraving ink hatching"),
        (OmniHub.Sandbox.Medium.Pixel, "pixel pixelart 8-bit 16-bit"),
        (OmniHub.Sandbox.Medium.Photo, "photo photograph photorealistic realistic cinematic dslr 35mm film"),
    ];

    public static Reading Of(string prompt, ulong hash)
    {
        var text = prompt.ToLowerInvariant();
        var list = Word().Matches(text).Select(m => m.Value).ToList();
        // Compounds are written both ways: "low poly" counts as "low-poly".
        var words = list.Concat(list.Zip(list.Skip(1), (a, b) => $"{a}-{b}")).Concat(list.Select(Singular)).ToHashSet();
        bool Says(string known) => known.Split(' ').Any(words.Contains);

        var quoted = Quote().Match(prompt) is { Success: true } match ? match.Groups[1].Value.Trim() : null;
        int Hits(string known)
        {
            var set = known.Split(' ');
            return list.Count(w => set.Contains(w) || set.Contains(Singular(w)))
                + set.Count(k => k.Contains('-', StringComparison.Ordinal) && words.Contains(k));
        }
        // The weight of a subject, more when it is named twice, a little less the later it comes.
        var best = Subjects
            .Select(s => (s.Subject, Score: s.Weight * Math.Min(2, Hits(s.Words)) - First(list, s.Words) * 0.02f))
            .Where(s => s.Score > 0.9f).OrderByDescending(s => s.Score).Select(s => (Subject?)s.Subject).FirstOrDefault();
        var subject = best ?? (quoted is null ? Unsaid[hash % (ulong)Unsaid.Length] : Subject.Poster);
        if (quoted is { Length: > 1 } && subject is Subject.Abstract or Subject.Poster) subject = Subject.Poster;

        return new Reading(
            subject,
            Moods.Where(m => Says(m.Words)).Select(m => (Mood?)m.Mood).FirstOrDefault() ?? Usual(subject, hash),
            Hues.Where(h => Says(h.Words)).Select(h => (double?)h.Hue).FirstOrDefault(),
            quoted,
            Media.Where(m => Says(m.Words)).Select(m => (Medium?)m.Medium).FirstOrDefault(),
            words);
    }

    public bool Says(params ReadOnlySpan<string> any)
    {
        foreach (var word in any)
        {
            if (Words.Contains(word)) return true;
        }
        return false;
    }

    private static Mood Usual(Subject subject, ulong hash)
    {
        var choices = subject switch
        {
            Subject.Space or Subject.Aurora => [Mood.Night],
            Subject.City => [Mood.Sunset, Mood.Night, Mood.Neon, Mood.Dawn],
            Subject.Road => [Mood.Neon, Mood.Sunset],
            Subject.Underwater => [Mood.Deep],
            Subject.Dunes => [Mood.Desert, Mood.Sunset],
            Subject.Forest => [Mood.Dawn, Mood.Spring, Mood.Autumn],
            Subject.Mountains => [Mood.Dawn, Mood.Day, Mood.Winter, Mood.Sunset],
            Subject.Flowers => [Mood.Spring, Mood.Pastel, Mood.Vintage],
            Subject.StillLife => [Mood.Vintage, Mood.Pastel, Mood.Autumn, Mood.Storm],
            Subject.Portrait or Subject.Creature => [Mood.Pastel, Mood.Vintage, Mood.Sunset, Mood.Dawn, Mood.Spring],
            Subject.Sea => [Mood.Day, Mood.Sunset, Mood.Dawn],
            _ => (Mood[])[Mood.Sunset, Mood.Dawn, Mood.Day, Mood.Pastel, Mood.Vintage, Mood.Spring],
        };
        return choices[(int)((hash >> 16) % (ulong)choices.Length)];
    }

    private static int First(List<string> list, string words)
    {
        var known = words.Split(' ');
        var index = list.FindIndex(w => known.Contains(w));
        return index < 0 ? 0 : Math.Min(index, 20);
    }

    private static string Singular(string word) => word.Length > 3 && word.EndsWith('s') ? word[..^1] : word;

    [GeneratedRegex(@"[\p{L}\d][\p{L}\d'&-]*")]
    private static partial Regex Word();

    [GeneratedRegex("[\"“”«]([^\"“”»]{1,40})[\"“”»]")]
    private static partial Regex Quote();
}
