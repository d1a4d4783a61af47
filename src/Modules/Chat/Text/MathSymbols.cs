using System.Collections.Frozen;

namespace OmniHub.Chat;

/// <summary>What the names of LaTeX look like: letters, signs, arrows, functions, accents and spaces.</summary>
internal static class MathSymbols
{
    /// <summary>Letters that slant as variables do.</summary>
    public static readonly FrozenDictionary<string, string> Letters = Pairs("""
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο
        pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω ell ℓ imath ı jmath ȷ
        """);

    /// <summary>Letters and signs that stand upright.</summary>
    public static readonly FrozenDictionary<string, string> Upright = Pairs("""
        Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇ hbar ℏ hslash ℏ Re ℜ Im ℑ aleph ℵ beth ℶ wp ℘
        emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ top ⊤ bot ⊥ angle ∠ measuredangle ∡ triangle △ square □ Box □ blacksquare ■ Diamond ◇ lozenge ◊ star ⋆
        bigstar ★ clubsuit ♣ diamondsuit ♦ heartsuit ♥ spadesuit ♠ flat ♭ natural ♮ sharp ♯ checkmark ✓ degree ° dag † ddag ‡ S § P ¶ copyright © pounds £ euro €
        AA Å O Ø o ø ae æ AE Æ ss ß i ı mho ℧ complement ∁ QED ∎ qed ∎ prime ′ backprime ‵ ldots … dots … dotsc … dotso … cdots ⋯ dotsb ⋯ dotsm ⋯ dotsi ⋯ vdots ⋮ ddots ⋱
        # # $ $ % % & & _ _
        """);

    /// <summary>Operators, relations, arrows and punctuation.</summary>
    public static readonly FrozenDictionary<string, string> Signs = Pairs("""
        cdot ⋅ times × div ÷ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ dagger † ddagger ‡ amalg ⨿ cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔
        vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ ltimes ⋉ rtimes ⋊ bigtriangleup △ bigtriangledown ▽ triangleleft ◁ triangleright ▷ lnot ¬ neg ¬
        leq ≤ le ≤ geq ≥ ge ≥ leqslant ⩽ geqslant ⩾ neq ≠ ne ≠ equiv ≡ approx ≈ approxeq ≊ sim ∼ simeq ≃ cong ≅ propto ∝ varpropto ∝ ll ≪ gg ≫ lll ⋘ ggg ⋙ prec ≺ succ ≻
        preceq ⪯ succeq ⪰ doteq ≐ coloneqq ≔ coloneq ≔ eqqcolon ≕ triangleq ≜ asymp ≍ bowtie ⋈ models ⊨ vDash ⊨ vdash ⊢ dashv ⊣ Vdash ⊩ perp ⟂ parallel ∥ nparallel ∦ mid ∣ nmid ∤
        lt < gt > nless ≮ ngtr ≯ nleq ≰ ngeq ≱ lesssim ≲ gtrsim ≳ in ∈ notin ∉ ni ∋ owns ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ nsubseteq ⊈ nsupseteq ⊉
        subsetneq ⊊ supsetneq ⊋ sqsubseteq ⊑ sqsupseteq ⊒ therefore ∴ because ∵ smile ⌣ frown ⌢
        to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼
        longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ hookrightarrow ↪ hookleftarrow ↩ uparrow ↑ downarrow ↓
        updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽
        rightleftharpoons ⇌ leftrightharpoons ⇋ leadsto ⇝ rightsquigarrow ⇝ twoheadrightarrow ↠ rightrightarrows ⇉ rightleftarrows ⇄ nrightarrow ↛ nRightarrow ⇏
        upharpoonright ↾ restriction ↾ colon : slash / / /
        """);

    /// <summary>Signs that are unary where nothing stands before them.</summary>
    public static readonly FrozenDictionary<string, string> Unary = Pairs("+ + - − − − pm ± mp ∓");

    /// <summary>Large operators whose bounds stand over and under them in a display.</summary>
    public static readonly FrozenDictionary<string, string> Large = Pairs("""
        sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ bigsqcup ⨆
        """);

    /// <summary>Integrals: their bounds stand beside them.</summary>
    public static readonly FrozenDictionary<string, string> Integrals = Pairs("int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ oiiint ∰ smallint ∫");

    /// <summary>Brackets, by name and as they are typed.</summary>
    public static readonly FrozenDictionary<string, string> Fences = Pairs("""
        ( ( ) ) [ [ ] ] | | / / < ⟨ > ⟩ \{ { \} } \lbrace { \rbrace } \lbrack [ \rbrack ] \langle ⟨ \rangle ⟩ \lvert | \rvert | \vert | \| ‖ \Vert ‖ \lVert ‖ \rVert ‖
        \lfloor ⌊ \rfloor ⌋ \lceil ⌈ \rceil ⌉ \lgroup ⟮ \rgroup ⟯ \ulcorner ⌜ \urcorner ⌝ \llbracket ⟦ \rrbracket ⟧ \uparrow ↑ \downarrow ↓ \updownarrow ↕ \Uparrow ⇑
        \Downarrow ⇓ \Updownarrow ⇕ \backslash \ ⟨ ⟨ ⟩ ⟩
        """);

    /// <summary>Fences that close: what follows them is no beginning.</summary>
    public static readonly FrozenSet<string> Closing = Words(") ] } ⟩ ⌋ ⌉ ⟯ ⌝ ⟧ | ‖ !");

    /// <summary>Functions written upright.</summary>
    public static readonly FrozenSet<string> Functions = Words("""
        sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arccot arcsec arccsc sinc log ln lg exp deg dim hom ker arg sgn tr rank
        """);

    /// <summary>Functions whose bound stands under them in a display.</summary>
    public static readonly FrozenDictionary<string, string> Limits = new[]
    {
        "lim", "max", "min", "sup", "inf", "limsup", "liminf", "argmax", "argmin", "gcd", "lcm", "det", "Pr",
    }.ToFrozenDictionary(name => name, name => name switch { "limsup" => "lim sup", "liminf" => "lim inf", "argmax" => "arg max", "argmin" => "arg min", _ => name });

    /// <summary>Signs over their argument; those of a wide name stretch.</summary>
    public static readonly FrozenDictionary<string, string> Over = Pairs("""
        hat ^ widehat ^ bar ¯ overline ¯ vec → overrightarrow → overleftarrow ← overleftrightarrow ↔ tilde ~ widetilde ~ dot ˙ ddot ¨ dddot ⃛ check ˇ widecheck ˇ breve ˘ acute ´
        grave ` mathring ˚ overbrace ⏞ overbracket ⎴
        """);

    /// <summary>Signs under their argument.</summary>
    public static readonly FrozenDictionary<string, string> Under = Pairs("underline _ underbar _ underbrace ⏟ underbracket ⎵ underrightarrow → underleftarrow ←");

    /// <summary>Spaces, as lengths.</summary>
    public static readonly FrozenDictionary<string, string> Spaces = Pairs("""
        , 0.1667em thinspace 0.1667em : 0.2222em > 0.2222em medspace 0.2222em ; 0.2778em thickspace 0.2778em ! -0.1667em negthinspace -0.1667em quad 1em qquad 2em enspace 0.5em
        space 0.25em ~ 0.25em
        """).Append(new(" ", "0.25em")).Append(new("\n", "0.25em")).ToFrozenDictionary();

    /// <summary>Names that say nothing to a reader.</summary>
    public static readonly FrozenSet<string> Silent = Words("""
        nonumber notag hline allowbreak nobreak noindent limits nolimits mathstrut strut textstyle scriptstyle scriptscriptstyle mathopen mathclose mathord
        mathbin mathrel mathpunct mathop mathinner bigskip medskip smallskip protect relax rm
        """);

    /// <summary>How tall a bracket of a given name is.</summary>
    public static readonly FrozenDictionary<string, string> Sizes = Pairs("big 1.2em Big 1.8em bigg 2.4em Bigg 3em");

    private static FrozenDictionary<string, string> Pairs(string text) =>
        Split(text).Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    private static FrozenSet<string> Words(string text) => Split(text).ToFrozenSet();

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
